/** A list in a form: its entries one below the other, each with what moves it and takes it out. */
import {
  type ArrayFieldItemTemplateProps,
  type ArrayFieldTemplateProps,
  ariaDescribedByIds,
  buttonId,
  descriptionId,
  helpId,
} from '@rjsf/utils';
import { FieldName } from './field-name.tsx';
import { hintFor } from './hints.ts';
import { labelOf } from './schema-words.ts';

export function ArrayTemplate(props: ArrayFieldTemplateProps) {
  const { title, required, items, canAdd, onAddClick, disabled, readonly, schema, uiSchema, fieldPathId, registry } =
    props;
  const { AddButton } = registry.templates.ButtonTemplates;
  const help = hintFor(schema);
  const name = labelOf(schema, uiSchema, title);
  return (
    <fieldset id={fieldPathId.$id} aria-describedby={ariaDescribedByIds(fieldPathId)}>
      <legend>
        <FieldName name={name} required={required} />
      </legend>
      {schema.description && (
        <p className="hint" id={descriptionId(fieldPathId)}>
          {schema.description}
        </p>
      )}
      {help !== '' && (
        <p className="hint" id={helpId(fieldPathId)}>
          {help}
        </p>
      )}
      {items.length > 0 ? <ol className="entries">{items}</ol> : <p className="hint">No entries yet.</p>}
      {canAdd && (
        <AddButton
          id={buttonId(fieldPathId, 'add')}
          onClick={onAddClick}
          disabled={disabled || readonly}
          registry={registry}
        />
      )}
    </fieldset>
  );
}

export function ArrayItemTemplate({ children, index, hasToolbar, schema, buttonsProps }: ArrayFieldItemTemplateProps) {
  const { fieldPathId, hasMoveUp, hasMoveDown, hasRemove, onMoveUpItem, onMoveDownItem, onRemoveItem } = buttonsProps;
  const { disabled, readonly } = buttonsProps;
  const isFixed = disabled || readonly;
  const button = (
    does: Parameters<typeof buttonId>[1],
    sign: string,
    what: string,
    isOff: boolean,
    onClick: () => void,
  ) => (
    <button
      type="button"
      className="small"
      id={buttonId(fieldPathId, does)}
      disabled={isFixed || isOff}
      title={what}
      onClick={onClick}
    >
      <span aria-hidden="true">{sign}</span>
      <span className="sr-only">{`${what} entry ${index + 1}`}</span>
    </button>
  );
  return (
    <li className={schema.type === 'object' || schema.type === 'array' ? 'entry entry-of-fields' : 'entry'}>
      <div className="entry-field">{children}</div>
      {hasToolbar && (
        <div className="entry-buttons">
          {(hasMoveUp || hasMoveDown) && button('moveUp', '↑', 'Move up', !hasMoveUp, onMoveUpItem)}
          {(hasMoveUp || hasMoveDown) && button('moveDown', '↓', 'Move down', !hasMoveDown, onMoveDownItem)}
          {hasRemove && button('remove', 'Remove', 'Remove', false, onRemoveItem)}
        </div>
      )}
    </li>
  );
}
