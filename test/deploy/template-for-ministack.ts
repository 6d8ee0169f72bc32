/** The stack's template as MiniStack takes it: it refuses alarms that reckon with several metrics, and knows no schedule of rotation. */
import * as z from 'zod';

const TemplateResource = z.looseObject({
  Type: z.string(),
  Properties: z.optional(z.record(z.string(), z.unknown())),
});
const Template = z.looseObject({ Resources: z.record(z.string(), TemplateResource) });

const isRefused = ({ Type, Properties }: z.infer<typeof TemplateResource>): boolean =>
  Type === 'AWS::SecretsManager::RotationSchedule' ||
  (Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined);

/** Without what it refuses; what refers to one of these names it by a text instead. */
export function templateForMiniStack(text: string): string {
  const { Resources, ...rest } = Template.parse(JSON.parse(text));
  const refused = Object.entries(Resources).flatMap(([id, resource]) => (isRefused(resource) ? [id] : []));
  for (const id of refused) delete Resources[id];
  return JSON.stringify({ Resources, ...rest }, (_key, value: unknown) => {
    const target = typeof value === 'object' && value !== null && 'Fn::GetAtt' in value && value['Fn::GetAtt'];
    return Array.isArray(target) && refused.includes(target[0]) ? target[0] : value;
  });
}
