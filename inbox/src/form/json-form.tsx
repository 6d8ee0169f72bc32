/** A value that no form describes, as JSON; what is wrong with it is said once somebody pauses. */
import { type SubmitEvent, useEffect, useId, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import type { ValueFormProps } from './value-form-props.ts';

/** How long somebody has typed nothing before they are told, in ms. */
const PAUSE = 800;

export function JsonForm({ value, onChange, onSubmit, children }: Omit<ValueFormProps, 'schema'>) {
  const id = useId();
  const [first] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [text, setText] = useState(first);
  const [fault, setFault] = useState<string>();
  const isTouched = text !== first;
  useEffect(() => {
    if (!isTouched) return;
    // Not when the field is left: a message that comes under the pointer moves the button away from it.
    const pausing = setTimeout(() => setFault(faultOf(text)), PAUSE);
    return () => clearTimeout(pausing);
  }, [text, isTouched]);
  const write = (next: string) => {
    setText(next);
    const read = parsed(next);
    if ('value' in read) onChange(read.value);
    if ('value' in read || next === first) setFault(undefined);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const read = parsed(text);
    setFault(faultOf(text));
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
          aria-invalid={fault !== undefined}
          aria-describedby={`${id}-fault`}
          onChange={(event) => write(event.target.value)}
        />
        <p className="field-errors" id={`${id}-fault`} role="alert">
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

function faultOf(text: string): string | undefined {
  const read = parsed(text);
  return 'fault' in read ? read.fault : undefined;
}
