/** What is wrong with a field, below it. */
import { errorId, type FieldErrorProps } from '@rjsf/utils';
import { Icon } from '../parts/icon.tsx';

export function ErrorTemplate({ errors = [], fieldPathId }: FieldErrorProps) {
  if (errors.length === 0) return null;
  return (
    <ul className="field-errors" id={errorId(fieldPathId)}>
      {errors.map((error) => (
        <li key={String(error)}>
          <Icon name="alert" /> {error}
        </li>
      ))}
    </ul>
  );
}
