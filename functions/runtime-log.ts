/** The part of the composition root that every function needs: where it says what happens. */
import { createLambdaLog, type LambdaLog } from '../shared/adapters/powertools/lambda-log.ts';

export const awsLog = (): LambdaLog => createLambdaLog();
