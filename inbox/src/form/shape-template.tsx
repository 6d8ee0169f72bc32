/** A field whose value has one of several shapes: first which, then that. */
import type { MultiSchemaFieldTemplateProps } from '@rjsf/utils';

export function ShapeTemplate({ selector, optionSchemaField }: MultiSchemaFieldTemplateProps) {
  return (
    <div className="fields">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the library hands its control over as `selector` */}
      <label className="shape">
        <span>Kind</span>
        {selector}
      </label>
      {optionSchemaField}
    </div>
  );
}
