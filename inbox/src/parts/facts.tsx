/** A value as people read it: fields by name, lists as lists, nothing as markup. */
import { inWords } from '../form/schema-words.ts';

const DEEPEST = 4;

export function Facts({ value, depth = 0 }: { value: unknown; depth?: number }) {
  if (value === null || value === undefined || value === '') return <span className="quiet">none</span>;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return <span className="number">{value.toLocaleString()}</span>;
  if (typeof value !== 'object') return <span className="text">{String(value)}</span>;
  if (depth >= DEEPEST) return <code className="text">{JSON.stringify(value)}</code>;
  if (Array.isArray(value)) return <List items={value} depth={depth} />;
  const fields = Object.entries(value);
  if (fields.length === 0) return <span className="quiet">none</span>;
  return (
    <dl className="facts">
      {fields.map(([name, field]) => (
        <div key={name}>
          <dt>{inWords(name)}</dt>
          <dd>
            <Facts value={field} depth={depth + 1} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function List({ items, depth }: { items: unknown[]; depth: number }) {
  if (items.length === 0) return <span className="quiet">none</span>;
  return (
    <ul className="fact-list">
      {items.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the items have no other name, and do not move
        <li key={place}>
          <Facts value={item} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
}
