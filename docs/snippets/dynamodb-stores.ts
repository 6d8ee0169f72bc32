/** An orchestrator over a DynamoDB table, which any number of processes may share. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDBApprovalStore, createDynamoDBWorkflowStateStore } from 'countersign/aws';
import { createHITLOrchestrator } from 'countersign/hitl';
import { dataWorkflow } from './data-workflow.ts';

export function orchestratorOver(client: DynamoDBClient, tableName: string) {
  return createHITLOrchestrator({
    approvalStore: createDynamoDBApprovalStore({ client, tableName }),
    workflowStateStore: createDynamoDBWorkflowStateStore({ client, tableName }),
    workflows: [dataWorkflow],
  });
}
