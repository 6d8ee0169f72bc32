/** The CDK app: one stack. */
import { App } from 'aws-cdk-lib';
import { CountersignStack } from './stack.ts';

new CountersignStack(new App(), 'Countersign');
