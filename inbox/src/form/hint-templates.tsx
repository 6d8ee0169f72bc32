/** What a field is about, and what it takes: quieter than what is filled in, and tied to it. */
import { type DescriptionFieldProps, type FieldHelpProps, helpId } from '@rjsf/utils';

export function DescriptionTemplate({ id, description }: DescriptionFieldProps) {
  if (!description) return null;
  return (
    <p className="hint" id={id}>
      {description}
    </p>
  );
}

export function HelpTemplate({ help, fieldPathId }: FieldHelpProps) {
  if (!help) return null;
  return (
    <p className="hint" id={helpId(fieldPathId)}>
      {help}
    </p>
  );
}
