/** A CDK app with approvals in it. */
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Countersign } from 'countersign/cdk';

const stack = new Stack(new App(), 'Approvals');
const countersign = new Countersign(stack, 'Countersign', { workflows: 'src/workflows.ts' });
new CfnOutput(stack, 'StartFunctionName', { value: countersign.start.functionName });
new CfnOutput(stack, 'SystemsUrl', { value: countersign.systemsApi.apiEndpoint });
