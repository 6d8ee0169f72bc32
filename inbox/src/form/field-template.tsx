/** One field of a form: its label, what it is about, its input, what that takes, and what is wrong with it. */
import { ariaDescribedByIds, type FieldTemplateProps } from '@rjsf/utils';
import { FieldName } from './field-name.tsx';
import { labelOf } from './schema-words.ts';

export function FieldTemplate(props: FieldTemplateProps) {
  const { id, label, required, displayLabel, hidden, children, errors, help, description } = props;
  const { schema, uiSchema, rawErrors, fieldPathId } = props;
  if (hidden) return <div hidden>{children}</div>;
  // Every entry of a list may be taken out of it.
  const isEntry = typeof fieldPathId.path.at(-1) === 'number';
  const name = <FieldName name={labelOf(schema, uiSchema, label)} required={required && !isEntry} />;
  const className = rawErrors?.length ? 'field field-wrong' : 'field';
  if (isSeveral(props))
    return (
      <fieldset className={className} aria-describedby={ariaDescribedByIds(id)}>
        <legend>{name}</legend>
        {description}
        {children}
        {help}
        {errors}
      </fieldset>
    );
  return (
    <div className={className}>
      {displayLabel && <label htmlFor={id}>{name}</label>}
      {displayLabel && description}
      {children}
      {schema.type !== 'array' && help}
      {errors}
    </div>
  );
}

/** True for what has several controls, none of which is named by the field: boxes to tick, and a choice between shapes. */
function isSeveral({ schema, uiSchema, registry }: FieldTemplateProps): boolean {
  if (uiSchema?.['ui:widget'] === 'checkboxes') return true;
  return ('anyOf' in schema || 'oneOf' in schema) && !registry.schemaUtils.isSelect(schema);
}
