/** Stands for the form library's Markdown, which the page does not use: what a form says is text, never markup. */
import type { ReactNode } from 'react';

export function Markdown({ children }: { children?: ReactNode }) {
  return <>{children}</>;
}
