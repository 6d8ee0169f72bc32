/** How much each API takes, unless it is told otherwise. */
import type { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';

/**
 * In requests a second. People decide by the dozen; what comes faster is most likely a loop, and must not use up the
 * account's Lambda concurrency (1,000 at once, 10 in new accounts), which the functions behind the stream share.
 */
export const THROTTLE: ThrottleSettings = { rateLimit: 50, burstLimit: 100 };
