/** What of the SES SDK the channel works with, and no more: loaded with the first mail. */
export { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
