/** What a form for a value is given. */
import type { ReactNode } from 'react';

export interface ValueFormProps {
  schema?: Record<string, unknown> | undefined;
  value: unknown;
  onChange(value: unknown): void;
  /** With a value that fits. */
  onSubmit(value: unknown): void;
  /** What stands below the fields: the buttons, and whatever else is sent along. */
  children: ReactNode;
}
