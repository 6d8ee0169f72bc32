/** A field for text, with its label and what is wrong with it. */
import { useId } from 'react';
import { Icon } from './icon.tsx';

interface TextFieldProps {
  label: string;
  value: string;
  onChange(text: string): void;
  /** So many lines; one is an input. */
  rows?: number;
  required?: boolean;
  fault?: string | undefined;
  hint?: string;
  placeholder?: string;
}

export function TextField({
  label,
  value,
  onChange,
  rows = 1,
  required = false,
  fault,
  hint,
  placeholder,
}: TextFieldProps) {
  const id = useId();
  const shared = {
    id,
    value,
    placeholder,
    'aria-required': required,
    'aria-invalid': fault !== undefined,
    'aria-describedby': `${id}-hint ${id}-fault`,
    maxLength: 2_000,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div className={fault ? 'field field-wrong' : 'field'}>
      <label htmlFor={id}>
        {label}
        <span className="quiet">{required ? ' (required)' : ' (optional)'}</span>
      </label>
      {rows > 1 ? <textarea rows={rows} {...shared} /> : <input type="text" autoComplete="off" {...shared} />}
      <p className="hint" id={`${id}-hint`}>
        {hint}
      </p>
      <p className="field-errors" id={`${id}-fault`} role="alert">
        {fault && (
          <>
            <Icon name="alert" /> {fault}
          </>
        )}
      </p>
    </div>
  );
}
