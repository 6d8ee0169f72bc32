/** An act that begins with a form for a value. */
import type { ReactNode } from 'react';
import { useFirstField } from './use-first-field.ts';

export function ValueAct({ title, children }: { title: string; children: ReactNode }) {
  const act = useFirstField<HTMLElement>();
  return (
    <section ref={act} className="act" aria-label={title} tabIndex={-1}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
