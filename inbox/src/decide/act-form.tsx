/** The second step of an act: what it needs, and one button that does it. */
import type { ReactNode, SubmitEvent } from 'react';
import { ActButtons } from './act-buttons.tsx';
import { useFirstField } from './use-first-field.ts';

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
  const form = useFirstField<HTMLFormElement>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form ref={form} className="act" aria-label={title} tabIndex={-1} onSubmit={submit}>
      <h2>{title}</h2>
      {children}
      <ActButtons {...buttons} />
    </form>
  );
}
