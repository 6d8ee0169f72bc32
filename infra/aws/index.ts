/** The public entry `countersign/cdk`: the whole system as a construct, for CDK apps. Needs `aws-cdk-lib`, `constructs` and `esbuild`. */

export { Countersign } from './constructs/countersign.ts';
export type {
  AuthProps,
  CountersignProps,
  InboxProps,
  JwtProps,
  NoticesProps,
  SesProps,
  SlackProps,
  SubscriberProps,
} from './constructs/countersign-props.ts';
export type { WorkflowCode } from './constructs/workflow-code.ts';
