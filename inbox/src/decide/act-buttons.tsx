/** The button that does it, and the one that does not: neither while it is sent, or it could be begun and sent a second time. */
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
      <button type="button" disabled={pending} onClick={onClose}>
        {back}
      </button>
    </div>
  );
}
