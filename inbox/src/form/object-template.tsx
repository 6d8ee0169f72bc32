/** The fields of an object, one below the other; an object within one has a frame and its name. */
import { ariaDescribedByIds, buttonId, canExpand, descriptionId, type ObjectFieldTemplateProps } from '@rjsf/utils';
import { labelOf } from './schema-words.ts';

export function ObjectTemplate(props: ObjectFieldTemplateProps) {
  const { title, description, properties, fieldPathId, schema, uiSchema, formData, registry } = props;
  const { AddButton } = registry.templates.ButtonTemplates;
  const fields = properties.map(({ content, name }) => <div key={name}>{content}</div>);
  const add = canExpand(schema, uiSchema, formData) && (
    <AddButton id={buttonId(fieldPathId, 'add')} onClick={props.onAddProperty} registry={registry} />
  );
  if (fieldPathId.path.length === 0)
    return (
      <div className="fields">
        {fields}
        {add}
      </div>
    );
  return (
    <fieldset id={fieldPathId.$id} aria-describedby={ariaDescribedByIds(fieldPathId)}>
      <legend>{labelOf(schema, uiSchema, title)}</legend>
      {description && (
        <p className="hint" id={descriptionId(fieldPathId)}>
          {description}
        </p>
      )}
      <div className="fields">{fields}</div>
      {add}
    </fieldset>
  );
}
