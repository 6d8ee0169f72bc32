/** One field of a form: its label, what it is about, its input, and what is wrong with it. */
import type { FieldTemplateProps } from '@rjsf/utils';
import { inWords } from './ui-schema.ts';

export function FieldTemplate(props: FieldTemplateProps) {
  const { id, label, required, displayLabel, hidden, children, errors, help, description, schema, rawErrors } = props;
  if (hidden) return <div hidden>{children}</div>;
  const isCheckbox = schema.type === 'boolean';
  return (
    <div className={rawErrors?.length ? 'field field-wrong' : 'field'}>
      {displayLabel && !isCheckbox && (
        <label htmlFor={id}>
          {schema.title ?? inWords(label)}
          {required && <span className="quiet"> (required)</span>}
        </label>
      )}
      {displayLabel && description}
      {children}
      {errors}
      {help}
    </div>
  );
}
