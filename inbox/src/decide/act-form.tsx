/** The second step of an act: what it needs, and one button that does it. */
import { type ReactNode, type SubmitEvent, useEffect, useRef } from 'react';
import { ActButtons } from './act-buttons.tsx';

interface ActFormProps {
  title: string;
  submit: string;
  tone?: 'primary' | 'danger';
  pending: boolean;
  children?: ReactNode;
  onSubmit(): void;
  onClose(): void;
}

export function ActForm({ title, children, onSubmit, ...buttons }: ActFormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const fields = 'textarea, input, select';
    const first = form.current?.querySelector<HTMLElement>(fields) ?? form.current?.querySelector('button');
    first?.focus();
  }, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form ref={form} className="act" aria-label={title} onSubmit={submit}>
      <h2>{title}</h2>
      {children}
      <ActButtons {...buttons} />
    </form>
  );
}
