/** The button that does it, and the one that does not. */
interface ActButtonsProps {
  submit: string;
  tone?: 'primary' | 'danger';
  pending: boolean;
  disabled?: boolean;
  /** What the other button says. */
  back?: string;
  onClose(): void;
}

export function ActButtons({
  submit,
  tone = 'primary',
  pending,
  disabled = false,
  back = 'Back',
  onClose,
}: ActButtonsProps) {
  return (
    <div className="buttons">
      <button type="submit" className={tone} disabled={pending || disabled}>
        {pending ? 'Sending …' : submit}
      </button>
      <button type="button" onClick={onClose}>
        {back}
      </button>
    </div>
  );
}
