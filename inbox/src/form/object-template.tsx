/** The fields of an object, one below the other; an object within one has a frame and its name. */
import { buttonId, canExpand, type ObjectFieldTemplateProps } from '@rjsf/utils';
import { inWords } from './ui-schema.ts';

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
    <fieldset id={fieldPathId.$id}>
      <legend>{schema.title ?? inWords(title)}</legend>
      {description}
      <div className="fields">{fields}</div>
      {add}
    </fieldset>
  );
}
