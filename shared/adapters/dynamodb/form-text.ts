/** A form as it stands in the table: JSON text, since attributes hold neither every number nor every depth of a JSON Schema. */
import * as z from 'zod/mini';
import type { Ask } from '../../domain/approval.ts';

const Form = z.record(z.string(), z.unknown());

/** The ask, or approval, with its form as text. */
export const withFormText = <Asked extends Pick<Ask, 'form'>>({ form, ...rest }: Asked) => ({
  ...rest,
  ...(form && { form: JSON.stringify(form) }),
});

/** What was read, with its form as it was. */
export const withForm = (read: Record<string, unknown>): Record<string, unknown> =>
  typeof read.form === 'string' ? { ...read, form: Form.parse(JSON.parse(read.form)) } : read;
