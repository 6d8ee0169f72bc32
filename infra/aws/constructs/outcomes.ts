/** Lets functions tell other systems what became of runs. */
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** The source that every event names. */
const SOURCE = 'countersign';

export interface OutcomesProps {
  readonly bus: IEventBus;
  readonly stateMachines: readonly IStateMachine[];
}

export function letTellSystems(teller: LambdaFunction, { bus, stateMachines }: OutcomesProps): void {
  teller.addToRolePolicy(
    new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [bus.eventBusArn],
      conditions: { StringEquals: { 'events:source': SOURCE } },
    }),
  );
  if (stateMachines.length === 0) return;
  teller.addToRolePolicy(
    new PolicyStatement({
      actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
      resources: stateMachines.map(({ stateMachineArn }) => stateMachineArn),
    }),
  );
}
