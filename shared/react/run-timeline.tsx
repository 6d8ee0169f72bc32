/** `RunTimeline`: a run as a list of what happened, each with its bar on a time axis that folds long waits. */
import { type CSSProperties, useEffect, useId, useMemo, useState } from 'react';
import type { FoldedAxis } from '../domain/folded-axis.ts';
import { type PictureRow, pictureOf } from '../domain/picture.ts';
import type { RunView } from '../domain/run-view.ts';
import { timeInWords, zoneOfPage } from './words.ts';

/** What the timeline shows, and what it tells of. */
export interface RunTimelineProps {
  /** A run with its timeline, as `GET /runs/{runId}` answers it. */
  run: RunView;
  /** When it is. Default: the time of the page, anew every 30 s while the run goes on. */
  now?: Date;
  /** The zone that times are said in, such as `UTC`, also where a server draws the page. Default: that of the reader's place. */
  timeZone?: string;
  /** False where the page itself says why the run stopped, which the timeline then does not say again. Default: true. */
  saysWhy?: boolean;
  /** Called with the row that somebody chose; without it, rows cannot be chosen. */
  onSelect?: (row: PictureRow) => void;
}

/**
 * What ran, what waits, for whom and since when, who decided what, and how long it took: an ordered list that reads without the
 * bars beside it. What waits is hatched, and never drawn as failed. Times are in one zone, which stands in the caption.
 * Styled by `countersign/react.css`.
 *
 * @example
 * <RunTimeline run={run} onSelect={(row) => row.kind === 'approval' && open(row.key)} />
 */
export function RunTimeline({ run, now, timeZone = zoneOfPage(), saysWhy = true, onSelect }: RunTimelineProps) {
  const time = useTime(now, run.endedAt === undefined);
  const picture = useMemo(
    () => pictureOf(run, time, { moment: (moment) => timeInWords(moment, timeZone), saysWhy }),
    [run, time, timeZone, saysWhy],
  );
  const captionId = useId();
  const { workflow, version, status, headline, rows, axis } = picture;
  return (
    <figure className="countersign-timeline" data-status={status} aria-labelledby={captionId}>
      <figcaption id={captionId} className="countersign-timeline-caption">
        <strong>
          {workflow} {version}
        </strong>{' '}
        <span className="countersign-timeline-headline">{sentence(headline)}</span>{' '}
        <span className="countersign-timeline-zone">Times are those of {timeZone}</span>
      </figcaption>
      {rows.length > 0 && <Axis axis={axis} />}
      <ol className="countersign-timeline-rows">
        {rows.map((row) => (
          <Row
            key={`${row.kind} ${row.key} ${row.start}`}
            row={row}
            axis={axis}
            timeZone={timeZone}
            onSelect={onSelect}
          />
        ))}
      </ol>
    </figure>
  );
}

const AGAIN_AFTER = 30_000;

/** The given time; else the page's, which goes on while the run does. */
function useTime(given: Date | undefined, goesOn: boolean): Date {
  const [time, setTime] = useState(() => new Date());
  useEffect(() => {
    if (given || !goesOn) return undefined;
    const timer = setInterval(() => setTime(new Date()), AGAIN_AFTER);
    return () => clearInterval(timer);
  }, [given, goesOn]);
  return given ?? time;
}

/** A mark for each state, beside the word: colour is never the only sign. */
const MARKS: Record<PictureRow['state'], string> = {
  done: '✓',
  approved: '✓',
  edited: '✎',
  rejected: '✕',
  expired: '◌',
  cancelled: '⊘',
  superseded: '↷',
  waiting: '…',
  working: '▸',
  failed: '✕',
  review: '!',
};

interface RowProps {
  row: PictureRow;
  axis: FoldedAxis;
  timeZone: string;
  onSelect: RunTimelineProps['onSelect'];
}

function Row({ row, axis, timeZone, onSelect }: RowProps) {
  const { kind, key, title, state, words, took, partOf, alongside, marks, attempts } = row;
  const isQuiet = kind === 'work' || (kind === 'step' && attempts === undefined);
  const className = 'countersign-timeline-name';
  return (
    <li
      className="countersign-timeline-row"
      data-state={state}
      data-kind={kind}
      data-part={partOf !== undefined}
      data-quiet={isQuiet}
    >
      <div className="countersign-timeline-what">
        <span className="countersign-timeline-mark" aria-hidden="true">
          {MARKS[state]}
        </span>
        {onSelect ? (
          <button type="button" className={className} onClick={() => onSelect(row)}>
            {key}
          </button>
        ) : (
          <span className={className}>{key}</span>
        )}
        {title !== undefined && <span className="countersign-timeline-title">{title}</span>}
      </div>
      <Bar row={row} axis={axis} />
      <span className="countersign-timeline-took" aria-hidden="true">
        {kind === 'stop' ? '' : took}
      </span>
      <p className="countersign-timeline-words">
        {sentence(words)}
        {alongside.length > 0 && (
          <span className="countersign-timeline-unseen">, at the same time as {alongside.join(', ')}</span>
        )}
      </p>
      {marks.length > 0 && (
        <ul className="countersign-timeline-marks">
          {marks.map((mark) => (
            <li key={`${mark.at} ${mark.words}`}>
              <time dateTime={mark.at} title={mark.at}>
                {timeInWords(mark.at, timeZone)}
              </time>{' '}
              {mark.words}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Where something begins and ends on the axis. */
const place = (x0: number, x1: number): CSSProperties => ({
  insetInlineStart: `${x0 * 100}%`,
  inlineSize: `${(x1 - x0) * 100}%`,
});

/** The bar says what the words say, to the eye alone. */
function Bar({ row: { x0, x1, end, marks, state }, axis }: Pick<RowProps, 'row' | 'axis'>) {
  return (
    <div className="countersign-timeline-track" aria-hidden="true">
      {axis.segments.map(
        ({ from, x0: start, x1: stop, folded }) =>
          folded !== undefined && <span key={from} className="countersign-timeline-fold" style={place(start, stop)} />,
      )}
      <span
        className="countersign-timeline-bar"
        data-state={state}
        data-open={end === undefined}
        style={place(x0, x1)}
      />
      {marks.map(({ at, x, words }) => (
        <span
          key={`${at} ${words}`}
          className="countersign-timeline-event"
          style={{ insetInlineStart: `${x * 100}%` }}
          title={words}
        />
      ))}
    </div>
  );
}

function Axis({ axis: { segments, ticks } }: { axis: FoldedAxis }) {
  return (
    <div className="countersign-timeline-axis" aria-hidden="true">
      <div className="countersign-timeline-folds">
        {segments.map(
          ({ from, x0, x1, folded }) =>
            folded !== undefined && (
              <span key={from} className="countersign-timeline-folded" style={place(x0, x1)}>
                <span>{folded}</span>
              </span>
            ),
        )}
      </div>
      <div className="countersign-timeline-ticks">
        {ticks.map(({ at, x, words }) => (
          <span
            key={at}
            className="countersign-timeline-tick"
            data-edge={x === 0 ? 'start' : x === 1 ? 'end' : 'none'}
            style={{ insetInlineStart: `${x * 100}%` }}
            title={at}
          >
            {words}
          </span>
        ))}
      </div>
    </div>
  );
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
