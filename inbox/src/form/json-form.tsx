/** A value that no form describes, as JSON. */
import { type SubmitEvent, useId, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import type { ValueFormProps } from './value-form-props.ts';

export function JsonForm({ value, onChange, onSubmit, children }: Omit<ValueFormProps, 'schema'>) {
  const id = useId();
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [fault, setFault] = useState<string>();
  const write = (next: string) => {
    setText(next);
    const read = parsed(next);
    if ('value' in read) onChange(read.value);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const read = parsed(text);
    setFault('fault' in read ? read.fault : undefined);
    if ('value' in read) onSubmit(read.value);
  };
  return (
    <form onSubmit={submit}>
      <div className={fault ? 'field field-wrong' : 'field'}>
        <label htmlFor={id}>Value, as JSON</label>
        <textarea
          id={id}
          className="code"
          rows={Math.min(14, text.split('\n').length + 1)}
          value={text}
          spellCheck={false}
          aria-describedby={`${id}-fault`}
          onChange={(event) => write(event.target.value)}
        />
        <p className="field-errors" id={`${id}-fault`}>
          {fault && (
            <>
              <Icon name="alert" /> {fault}
            </>
          )}
        </p>
      </div>
      {children}
    </form>
  );
}

function parsed(text: string): { value: unknown } | { fault: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { fault: `This is not JSON yet: ${error instanceof Error ? error.message : String(error)}` };
  }
}
