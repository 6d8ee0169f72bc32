/** The table of the longest waits, read out of the logs: no request to the system, and no name of a person in it. */
import { type IWidget, LogQueryVisualizationType, LogQueryWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

/**
 * The sweep says of every run that waits for people, once a day or more often, for how long it has; what was settled since, notify has
 * said. So a day of both logs holds every wait.
 */
export const longestWaits = (functions: readonly LambdaFunction[]): IWidget =>
  new LogQueryWidget({
    title: 'The longest waits, as the sweep came by them: hours, the groups that are asked, how many by name',
    logGroupNames: functions.map(({ logGroup }) => logGroup.logGroupName),
    view: LogQueryVisualizationType.TABLE,
    queryLines: [
      'filter ispresent(WaitAge) or ispresent(ApprovalsSettled)',
      'stats max(WaitAge / 3600000) as hours, count(ApprovalsSettled) as settled, latest(workflow) as ofWorkflow, latest(groups) as askedGroups, latest(people) as askedByName by runId, key',
      'filter settled = 0',
      'sort hours desc',
      'limit 20',
      'display hours, ofWorkflow, runId, key, askedGroups, askedByName',
    ],
    width: 24,
    height: 7,
  });
