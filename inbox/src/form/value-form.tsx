/** A form for a value, from its JSON Schema; where there is none, the value as JSON. */
import Form from '@rjsf/core/lib/components/Form.js';
import { useId, useMemo, useState } from 'react';
import { BUTTONS } from './buttons.tsx';
import { ErrorTemplate } from './error-template.tsx';
import { FieldTemplate } from './field-template.tsx';
import { JsonForm } from './json-form.tsx';
import { ObjectTemplate } from './object-template.tsx';
import { uiSchemaOf } from './ui-schema.ts';
import { validator } from './validator.ts';
import type { ValueFormProps } from './value-form-props.ts';

const TEMPLATES = {
  FieldTemplate,
  ObjectFieldTemplate: ObjectTemplate,
  FieldErrorTemplate: ErrorTemplate,
  ButtonTemplates: BUTTONS,
};

export function ValueForm({ schema, ...rest }: ValueFormProps) {
  const isSaid = schema !== undefined && Object.keys(schema).length > 0;
  return isSaid ? <SchemaForm schema={schema} {...rest} /> : <JsonForm {...rest} />;
}

function SchemaForm({
  schema,
  value,
  onChange,
  onSubmit,
  children,
}: ValueFormProps & { schema: Record<string, unknown> }) {
  const prefix = useId().replace(/[^\w]/g, '');
  const [first] = useState(value);
  const [tried, setTried] = useState(false);
  const uiSchema = useMemo(() => ({ ...uiSchemaOf(schema, first), 'ui:label': false }), [schema, first]);
  return (
    <Form
      schema={schema}
      uiSchema={uiSchema}
      formData={value}
      validator={validator}
      idPrefix={`form${prefix}`}
      templates={TEMPLATES}
      showErrorList={false}
      noHtml5Validate
      liveValidate={tried ? 'onChange' : false} // a message that goes when the field is left moves the button away from the pointer
      onError={() => setTried(true)}
      focusOnFirstError
      onChange={({ formData }) => onChange(formData)}
      onSubmit={({ formData }) => onSubmit(formData)}
    >
      {children}
    </Form>
  );
}
