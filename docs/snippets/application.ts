/** Stands for your application: its database, its messages, its functions. In memory; `done` says what they did, in order. */
import {
  type ApprovalWebhookRequest,
  createMemoryApprovalStore,
  createMemoryWorkflowStateStore,
  type WorkflowStateStore,
} from 'countersign/hitl';
import { err, ok, type Result } from 'countersign/workflow';

export const orderId = 'refund-123';
export const data = { id: 'expense-123', amount: 2_500 };

/** What the application did, in order. */
export const done: string[] = [];

// Its functions

export async function calculateRefund(order: string) {
  done.push(`calculateRefund ${order}`);
  return { order, amount: 40 };
}

export async function processRefund(refund: { order: string; amount: number }, approval: Decision) {
  done.push(`processRefund ${refund.order}`);
  return { ...refund, approvedBy: approval.approvedBy };
}

type Expense = typeof data;

export async function validateExpense(expense: Expense) {
  done.push(`validateExpense ${expense.id}`);
  return expense;
}

export async function processPayment(expense: Expense, approval: Decision) {
  done.push(`processPayment ${expense.id}`);
  return { paid: expense.amount, approvedBy: approval.approvedBy };
}

/** The next payments that fail. */
export const bank = { failures: 0 };

export async function processExpense(expense: Expense): Promise<Result<{ paid: number }, 'BANK_DOWN'>> {
  done.push(`processExpense ${expense.id}`);
  return bank.failures-- > 0 ? err('BANK_DOWN') : ok({ paid: expense.amount });
}

export async function pay(amount: number) {
  done.push(`pay ${amount}`);
  return { paid: amount };
}

export async function deploy(build: string) {
  done.push(`deploy ${build}`);
}

export async function fetchData() {
  done.push('fetchData');
  return { rows: 3 };
}

export async function sendEmail(mail: { to: string; subject: string; body: string }) {
  done.push(`sendEmail ${mail.to}`);
  return { sent: mail };
}

export async function deleteFile(path: string) {
  done.push(`deleteFile ${path}`);
}

/** Tries again until it goes well, three times at most. */
export async function retryWithBackoff(attempt: () => Promise<Result<unknown, unknown>>) {
  for (let tries = 0; tries < 3; tries++) if ((await attempt()).ok) return;
}

export async function resumeWorkflow(workflowId: string) {
  done.push(`resumeWorkflow ${workflowId}`);
}

// Its messages

const tell = (channel: string) => async (text: string) => {
  done.push(`${channel}: ${text}`);
};
export const notifySlack = tell('Slack');
export const sendSlackMessage = tell('Slack');
export const sendSlack = tell('Slack');

export async function alertOps(alert: { message: string; error: unknown; workflowId: string; resumeState: object }) {
  done.push(`alertOps: ${alert.message} (${String(alert.error)})`);
}

/** A Slack client, and what was sent with it. */
export const slack = {
  sent: [] as object[],
  chat: {
    async postMessage(message: { channel: string; blocks: object[] }) {
      slack.sent.push(message);
    },
    async update(message: { channel: string; ts: string; text: string }) {
      slack.sent.push(message);
    },
  },
};

/** The timestamp by which Slack knows the message about an approval. */
export const slackMessageAbout = async ({ runId, approvalKey }: { runId: string; approvalKey: string }) =>
  `${runId}/${approvalKey}`;

// Its database

interface Decision {
  approved: boolean;
  reason?: string;
  approvedBy?: string;
  timestamp?: Date;
}

interface KeptDecision {
  key: string;
  status: string;
  value: string;
  approvedAt: Date;
}

interface ApprovalRequest {
  id: string;
  workflowId: string;
  createdAt: number;
  /** Nothing while nobody has decided. */
  status?: string;
  approved?: boolean;
  reason?: string;
  assignedTo?: string;
  escalated?: boolean;
}

const decisions = new Map<string, Decision>();
const keptDecisions = new Map<string, KeptDecision>();
const requests = new Map<string, ApprovalRequest>();

const requestOf = (id: string): ApprovalRequest => {
  const request = requests.get(id);
  if (!request) throw new Error(`There is no request ${id}.`);
  return request;
};

export const db = {
  getApprovalStatus: async (id: string, stage?: string) => decisions.get(stage === undefined ? id : `${id}/${stage}`),
  getApprovalRequest: async (id: string) => requestOf(id),
  approvals: {
    find: async (id: string) => decisions.get(id),
    findUnique: async ({ where: { key } }: { where: { key: string } }) => keptDecisions.get(key),
    async upsert(
      query:
        | { where: { id: string }; data: Decision }
        | { where: { key: string }; create: KeptDecision; update: Partial<KeptDecision> },
    ) {
      if ('data' in query) decisions.set(query.where.id, query.data);
      else {
        const { where, create, update } = query;
        keptDecisions.set(where.key, { ...(keptDecisions.get(where.key) ?? create), ...update });
      }
    },
  },
  approvalRequests: {
    create: async (request: ApprovalRequest) => void requests.set(request.id, request),
    findMany: async ({ where }: { where: { status: 'pending'; createdAt: { lt: Date } } }) =>
      [...requests.values()].filter(
        ({ status = 'pending', createdAt }) => status === where.status && createdAt < where.createdAt.lt.getTime(),
      ),
    update: async ({ where, data: changed }: { where: { id: string }; data: Partial<ApprovalRequest> }) =>
      void requests.set(where.id, { ...requestOf(where.id), ...changed }),
  },
  refunds: {
    updateStatus: async (id: string, status: string) => void done.push(`refund ${id} is ${status}`),
  },
  runs: createMemoryWorkflowStateStore(),
};

/** Where the state of a paused run rests. */
export const store = createMemoryWorkflowStateStore();

export const redis = { approvals: createMemoryApprovalStore() };
export const createRedisApprovalStore = ({ approvals }: typeof redis) => approvals;
export const createPostgresWorkflowStateStore = ({ runs }: { runs: WorkflowStateStore }) => runs;

// Its HTTP server

type Handler = (req: { body: ApprovalWebhookRequest }, res: { json(answer: unknown): void }) => Promise<void>;

const routes = new Map<string, Handler>();

export const app = {
  post: (path: string, handler: Handler) => void routes.set(path, handler),
  /** What a client is answered that sends this body. */
  async answer(path: string, body: ApprovalWebhookRequest): Promise<unknown> {
    const answers: unknown[] = [];
    await routes.get(path)?.({ body }, { json: (answer) => answers.push(answer) });
    return answers[0];
  },
};

/** Forgets everything that was done and decided. */
export function startAfresh(): void {
  done.length = 0;
  slack.sent.length = 0;
  for (const table of [decisions, keptDecisions, requests]) table.clear();
  bank.failures = 0;
  data.amount = 2_500;
}
