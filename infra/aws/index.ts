/** The public entry `countersign/cdk`: the whole system as a construct, for CDK apps. Needs `aws-cdk-lib`, `constructs` and `esbuild`. */

export { Countersign } from './constructs/countersign.ts';
export type { CountersignProps, MailProps, NoticesProps, PeopleProps } from './constructs/countersign-props.ts';
