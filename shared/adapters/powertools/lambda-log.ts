/** Writes what happens to the log of a Lambda function: a line of JSON each, by Powertools. */
import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import type { Context } from 'aws-lambda';
import type { Log, LogFields } from '../../ports/log.ts';
import { toldError } from './told-error.ts';
import { withoutPeople } from './without-people.ts';

export interface LambdaLog extends Log {
  /** From now on, lines say that they belong to this invocation. */
  begin(context: Context): void;
}

/** The level is that of the function's logging settings, or of `POWERTOOLS_LOG_LEVEL`; `INFO` by default. */
export function createLambdaLog(): LambdaLog {
  const logger = new Logger({ logFormatter: new ShortFormatter() });
  return {
    begin: (context) => logger.addContext(context),
    info: (message, about) => logger.info(message, fieldsOf(about)),
    warn: (message, about, ...errors) => logger.warn(message, fieldsOf(about, ...errors)),
    error: (message, about, error) => logger.error(message, fieldsOf(about, error)),
  };
}

/** Keys are names that workflows gave, for which some take an address. */
const fieldsOf = (about: LogFields, ...errors: readonly unknown[]): LogAttributes => ({
  ...Object.fromEntries(
    Object.entries(about).map(([name, value]) => [name, typeof value === 'string' ? withoutPeople(value) : value]),
  ),
  ...(errors.length > 0 && { error: toldError(errors[0]) }),
});

/** Logs are paid by the byte: what the log group or a trace says anyway is left out. */
class ShortFormatter extends LogFormatter {
  formatAttributes(attributes: UnformattedAttributes, about: LogAttributes): LogItem {
    const { logLevel, message, timestamp, lambdaContext, xRayTraceId } = attributes;
    return new LogItem({
      attributes: {
        ...{ level: logLevel, message, timestamp: this.formatTimestamp(timestamp) },
        function_name: lambdaContext?.functionName,
        function_request_id: lambdaContext?.awsRequestId,
        ...(lambdaContext?.coldStart && { cold_start: true }),
        xray_trace_id: xRayTraceId,
        ...about,
      },
    });
  }
}
