/** The page's icons: shapes beside words, never instead of them. */

const PATHS = {
  clock: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 4.5V8l2.5 1.5',
  check: 'M3 8.5l3.2 3.2L13 5',
  pencil: 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3 3 13Z',
  cross: 'M4 4l8 8M12 4l-8 8',
  hourglass: 'M4.5 2h7M4.5 14h7M5 2c0 3 6 4 6 6s-6 3-6 6M11 2c0 3-6 4-6 6s6 3 6 6',
  slash: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM3.8 3.8l8.4 8.4',
  layers: 'M8 2l6 3-6 3-6-3 6-3ZM2.5 8.5L8 11l5.5-2.5M2.5 11.5L8 14l5.5-2.5',
  play: 'M5 3.5l7 4.5-7 4.5v-9Z',
  alert: 'M8 2l6.5 11.5h-13L8 2ZM8 6.5v3.2M8 11.6v.2',
  dot: 'M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z',
  comment: 'M2.5 3h11v7.5H7L4 13v-2.5H2.5V3Z',
  people:
    'M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6ZM1.8 13c.3-2.6 2-4 4.2-4s3.9 1.4 4.2 4M11 3.2a2.2 2.2 0 0 1 0 4.2M12 9.3c1.3.6 2.1 1.9 2.3 3.7',
  back: 'M9.5 3.5L5 8l4.5 4.5',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3L14 14',
  offline:
    'M2 2l12 12M1.8 6.2a9 9 0 0 1 3-1.9M7 3.7a9 9 0 0 1 7.2 2.5M4.2 8.8a5.5 5.5 0 0 1 2-1.3M9.8 7.6a5.5 5.5 0 0 1 2 1.2M8 12.2v.2',
  bell: 'M8 2a3.8 3.8 0 0 0-3.8 3.8c0 3.4-1.4 4.7-1.4 4.7h10.4s-1.4-1.3-1.4-4.7A3.8 3.8 0 0 0 8 2ZM6.8 13a1.3 1.3 0 0 0 2.4 0',
  link: 'M6 3H3v10h10v-3M9 3h4v4M13 3L7.5 8.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
