/** What a field is called, and whether it may be left open. */

interface FieldNameProps {
  name: string;
  required?: boolean | undefined;
}

export function FieldName({ name, required = false }: FieldNameProps) {
  return (
    <>
      {name}
      {required && <span className="required-mark"> (required)</span>}
    </>
  );
}
