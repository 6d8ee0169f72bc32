/** The stack's template as MiniStack takes it: it refuses alarms that reckon with several metrics. */
import * as z from 'zod';

const Template = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.optional(z.record(z.string(), z.unknown())) }),
  ),
});

/** Without these alarms; what refers to one of them names it by a text instead. */
export function withoutMetricMath(text: string): string {
  const { Resources, ...rest } = Template.parse(JSON.parse(text));
  const refused = Object.entries(Resources)
    .filter(([, { Type, Properties }]) => Type === 'AWS::CloudWatch::Alarm' && Properties?.Metrics !== undefined)
    .map(([id]) => id);
  for (const id of refused) delete Resources[id];
  return JSON.stringify({ Resources, ...rest }, (_key, value: unknown) => {
    const target = typeof value === 'object' && value !== null && 'Fn::GetAtt' in value && value['Fn::GetAtt'];
    return Array.isArray(target) && refused.includes(target[0]) ? target[0] : value;
  });
}
