/** The CDK app: one stack. */
import { App } from 'aws-cdk-lib';
import { settingsOf } from './settings.ts';
import { CountersignStack } from './stack.ts';

const app = new App();
new CountersignStack(app, 'Countersign', { countersign: settingsOf(app.node) });
