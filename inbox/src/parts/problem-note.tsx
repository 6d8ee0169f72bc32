/** What went wrong with what was sent, in words, where it was sent. */
import { problemOf } from '../api.ts';
import { problemInWords } from '../problem-words.ts';
import { Icon } from './icon.tsx';

export function ProblemNote({ error }: { error: unknown }) {
  if (!error) return null;
  const problem = problemOf(error);
  const words = problem ? problemInWords(problem) : error instanceof Error ? error.message : String(error);
  return (
    <div className="note tone-bad" role="alert">
      <Icon name="alert" />
      <div>
        <p>{words}</p>
        {problem?.errors && problem.errors.length > 1 && (
          <ul>
            {problem.errors.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                <code>{path || 'it'}</code> {message}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
