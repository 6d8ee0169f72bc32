/** `createApprovalWebhookHandler`: the body of a decision, from any HTTP framework, to its answer. */
import { WebhookInput } from '../domain/decision.ts';
import { parseInput } from '../domain/parse-input.ts';
import type { Receipt } from '../domain/receipt.ts';
import { CountersignError, ERRORS, type ErrorCode, type FieldError } from '../errors.ts';
import type { ApprovalStore } from './approval-store.ts';

/** What a decision's body holds: `key` and `action` at least. */
export interface ApprovalWebhookRequest {
  /** The approval's key. */
  key: string;
  action: 'approve' | 'reject' | 'edit' | 'cancel';
  /** To approve with; without it, what was proposed. */
  value?: unknown;
  /** Why; required to reject. */
  reason?: string | undefined;
  /** Who decides. */
  actorId?: string | undefined;
  /** For `edit`: what was proposed. */
  originalValue?: unknown;
  /** For `edit`: what the run is to go on with. */
  editedValue?: unknown;
  /** The run, where several wait under the key. */
  runId?: string | undefined;
  comment?: string | undefined;
  /** The digest that the person was shown. */
  digest?: string | undefined;
}

/** Why a decision was refused. */
export interface Refused {
  code: ErrorCode;
  /** Each field that did not fit. */
  errors?: FieldError[];
  /** The decision that was there first. */
  decision?: object;
  /** The runs that wait under the key. */
  runs?: string[];
}

/** The answer: `status` is what HTTP answers with; `data` the receipt, or why it was refused. */
export type ApprovalWebhookResponse =
  | { success: true; message: string; status: 200; data: Receipt }
  | { success: false; message: string; status: number; data: Refused };

type Decider = Pick<ApprovalStore, 'grantApproval' | 'rejectApproval' | 'editApproval' | 'cancelApproval'>;

/**
 * A handler of decisions. It never throws for what it is sent: the answer says what does not fit, and who decided first.
 *
 * @example
 * const handler = createApprovalWebhookHandler(approvalStore);
 * app.post('/webhooks/approve', async (req, res) => {
 *   const result = await handler(req.body);
 *   res.status(result.status).json(result);
 * });
 */
export function createApprovalWebhookHandler(
  store: Decider,
): (request: ApprovalWebhookRequest) => Promise<ApprovalWebhookResponse> {
  return async (request) => {
    try {
      const data = await decide(store, parseInput(WebhookInput, request));
      const message = `Approval "${data.key}" of run "${data.runId}" is ${data.status}.`;
      return { success: true, message, status: 200, data };
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error;
      const { errors, decision, runs } = error.details;
      const why = { ...(errors && { errors }), ...(decision && { decision }), ...(runs && { runs }) };
      return {
        success: false,
        message: error.message,
        status: ERRORS[error.code].status,
        data: { code: error.code, ...why },
      };
    }
  };
}

function decide(store: Decider, input: WebhookInput): Promise<Receipt> {
  const { key, action, value, reason, actorId, originalValue, editedValue, ...rest } = input;
  refuseIncomplete(input);
  switch (action) {
    case 'approve':
      return store.grantApproval(key, value, { ...rest, approvedBy: actorId });
    case 'reject':
      return store.rejectApproval(key, reason ?? '', { ...rest, rejectedBy: actorId });
    case 'edit':
      return store.editApproval(key, originalValue, editedValue, { ...rest, editedBy: actorId });
    case 'cancel':
      return store.cancelApproval(key, { ...rest, reason, cancelledBy: actorId });
  }
}

/** What a decision needs is asked for before anything is looked up, whatever store it is for. */
function refuseIncomplete({ action, reason, originalValue, editedValue }: WebhookInput): void {
  const needed = { reject: { reason }, edit: { originalValue, editedValue }, approve: {}, cancel: {} }[action];
  const errors = Object.entries(needed)
    .filter(([, value]) => value === undefined)
    .map(([path]) => ({ path, message: `is required to ${action}` }));
  if (errors.length > 0) {
    throw new CountersignError('invalid-input', errors.map(({ path, message }) => `${path} ${message}`).join('; '), {
      errors,
    });
  }
}
