/** A box to tick, with its label beside it. */
import { ariaDescribedByIds, descriptionId, type WidgetProps } from '@rjsf/utils';
import { FieldName } from './field-name.tsx';
import { labelOf } from './schema-words.ts';

export function Checkbox(props: WidgetProps) {
  const { id, schema, uiSchema, label, value, required, disabled, readonly, onChange, onBlur, onFocus } = props;
  return (
    <>
      <div className="checkbox">
        <label>
          <input
            type="checkbox"
            id={id}
            name={id}
            checked={value === true}
            disabled={disabled || readonly}
            aria-describedby={ariaDescribedByIds(id)}
            onChange={(event) => onChange(event.target.checked)}
            onBlur={(event) => onBlur(id, event.target.checked)}
            onFocus={(event) => onFocus(id, event.target.checked)}
          />
          <span>
            <FieldName name={labelOf(schema, uiSchema, label)} required={required} />
          </span>
        </label>
      </div>
      {schema.description && (
        <p className="hint" id={descriptionId(id)}>
          {schema.description}
        </p>
      )}
    </>
  );
}
