/** The public entry `countersign/react`: approvals on a page, live. */

export type { ApprovalStatus } from './domain/approval-status.ts';
export type { ApprovalView } from './domain/approval-view.ts';
export type {
  ChangeNotice,
  LiveApproval,
  LiveInbox,
  LiveInboxChange,
  LiveLeaving,
  LiveMessage,
  LiveRun,
  LiveStatus,
  Revision,
  ShownWithStatus,
} from './domain/live-message.ts';
export type { PictureMark, PictureRow } from './domain/picture.ts';
export type { Receipt } from './domain/receipt.ts';
export type { RunView } from './domain/run-view.ts';
export { ApprovalCard, type ApprovalCardProps } from './react/approval-card.tsx';
export type { LiveState } from './react/live-connections.ts';
export type { LiveTopic } from './react/live-topic.ts';
export { type Problem, ProblemError } from './react/problem-error.ts';
export {
  type Countersign,
  CountersignProvider,
  type CountersignProviderProps,
  useCountersign,
} from './react/provider.tsx';
export type { SendRequest, Service } from './react/requests.ts';
export { RunTimeline, type RunTimelineProps } from './react/run-timeline.tsx';
export { type KnownStatus, useApprovalStatus } from './react/use-approval-status.ts';
export { type Deciding, type DecisionOptions, useDecide } from './react/use-decide.ts';
export { useLive } from './react/use-live.ts';
