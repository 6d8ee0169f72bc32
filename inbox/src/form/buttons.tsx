/** The buttons of lists in a form, as words. */
import type { IconButtonProps } from '@rjsf/utils';

const button = (words: string) =>
  function FormButton({ id, onClick, disabled }: IconButtonProps) {
    return (
      <button type="button" id={id} onClick={onClick} disabled={disabled} className="small add-entry">
        {words}
      </button>
    );
  };

export const BUTTONS = {
  AddButton: button('Add one'),
  CopyButton: button('Copy'),
  MoveDownButton: button('Move down'),
  MoveUpButton: button('Move up'),
  RemoveButton: button('Remove'),
  ClearButton: button('Clear'),
};
