/** The CDK app: one stack, which is not made while a security rule finds something that nobody gave a reason for. */
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CountersignStack } from './stack.ts';

const app = new App();
new CountersignStack(app, 'Countersign');
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
