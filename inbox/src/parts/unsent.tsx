/** What somebody had written when somebody else was faster: not lost, to be copied or thrown away. */
import { useState } from 'react';
import { DRAFTS } from '../decide/modes.ts';
import { forget, unsent } from '../draft.ts';

export function Unsent({ id }: { id: string }) {
  const [texts, setTexts] = useState(() => unsent(id, DRAFTS));
  if (texts.length === 0) return null;
  const drop = () => {
    forget(id, DRAFTS);
    setTexts([]);
  };
  return (
    <section className="note tone-warn" aria-label="Not sent">
      <div>
        <p>
          <b>Not sent.</b> You had written:
        </p>
        {texts.map(({ field, text }) => (
          <p key={field} className="quote">
            {text}
          </p>
        ))}
        <button type="button" className="small" onClick={drop}>
          Throw it away
        </button>
      </div>
    </section>
  );
}
