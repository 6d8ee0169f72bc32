/** A form for a value, from its JSON Schema; where there is none, the value as JSON. */
import Form from '@rjsf/core/lib/components/Form.js';
import { useId, useMemo, useState } from 'react';
import { ArrayItemTemplate, ArrayTemplate } from './array-template.tsx';
import { BUTTONS } from './buttons.tsx';
import { Checkbox } from './checkbox.tsx';
import { ErrorTemplate } from './error-template.tsx';
import { FieldTemplate } from './field-template.tsx';
import { DescriptionTemplate, HelpTemplate } from './hint-templates.tsx';
import { JsonForm } from './json-form.tsx';
import { fillable } from './nullable.ts';
import { ObjectTemplate } from './object-template.tsx';
import { ShapeTemplate } from './shape-template.tsx';
import { uiSchemaOfForm } from './ui-schema.ts';
import { validatorOf } from './validator.ts';
import type { ValueFormProps } from './value-form-props.ts';

const TEMPLATES = {
  FieldTemplate,
  DescriptionFieldTemplate: DescriptionTemplate,
  FieldHelpTemplate: HelpTemplate,
  ObjectFieldTemplate: ObjectTemplate,
  ArrayFieldTemplate: ArrayTemplate,
  ArrayFieldItemTemplate: ArrayItemTemplate,
  MultiSchemaFieldTemplate: ShapeTemplate,
  FieldErrorTemplate: ErrorTemplate,
  ButtonTemplates: BUTTONS,
};

const WIDGETS = { CheckboxWidget: Checkbox };

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
  const uiSchema = useMemo(() => uiSchemaOfForm(schema, first), [schema, first]);
  const shown = useMemo(() => fillable(schema), [schema]);
  const validator = useMemo(() => validatorOf(schema), [schema]);
  return (
    <Form
      schema={shown}
      uiSchema={uiSchema}
      formData={value}
      validator={validator}
      idPrefix={`form${prefix}`}
      templates={TEMPLATES}
      widgets={WIDGETS}
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
