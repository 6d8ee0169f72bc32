/** The table as the adapters and the infrastructure both read it: its keys and indexes. */

export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  ttl: 'ttl',
  /** Sparse, keys only: one entry at most for each record. */
  indexes: {
    /** Runs that the sweep must look at, by when; and failed ones and those that need review, by when. */
    due: { name: 'due', partitionKey: 'duePk', sortKey: 'dueAt' },
    /** Pending approvals of one assignee, by their deadline. */
    inbox: { name: 'inbox', partitionKey: 'inboxPk', sortKey: 'inboxSk' },
    /** Runs of one workflow, by when they were started. */
    listing: { name: 'listing', partitionKey: 'listPk', sortKey: 'createdAt' },
    /** Approvals under one key, by state and age. */
    key: { name: 'key', partitionKey: 'keyPk', sortKey: 'keySk' },
  },
} as const;

export type TableIndex = (typeof TABLE.indexes)[keyof typeof TABLE.indexes];

/** The sort keys' beginnings, by the kind of record. */
export const PREFIX = {
  run: 'RUN',
  page: 'PAGE#',
  approval: 'APPROVAL#',
  pointer: 'POINTER#',
  superseded: 'SUPERSEDED#',
  early: 'EARLY#',
  standIn: 'STANDIN#',
  delegated: 'DELEGATED#',
  connection: 'CONNECTION',
  follower: 'FOLLOWER#',
  followed: 'FOLLOWED',
  ticket: 'TICKET',
  sent: 'SENT#',
  delivery: 'DELIVERY',
} as const;

export const runPk = (runId: string): string => `RUN#${runId}`;
export const runKey = (runId: string) => ({ pk: runPk(runId), sk: PREFIX.run });
/** Later editions come behind the first, whose pages have nothing but digits. */
export const pagePrefix = (edition?: number): string =>
  edition === undefined ? PREFIX.page : `${PREFIX.page}e${edition}#`;
export const pageKey = (runId: string, page: number, edition?: number) => ({
  pk: runPk(runId),
  sk: `${pagePrefix(edition)}${String(page).padStart(6, '0')}`,
});
export const approvalKey = (runId: string, key: string) => ({ pk: runPk(runId), sk: `${PREFIX.approval}${key}` });
export const pointerKey = (runId: string, key: string, assignee: string) => ({
  pk: runPk(runId),
  sk: `${PREFIX.pointer}${key}#${assignee}`,
});
export const supersededKey = (runId: string, key: string, epoch: number) => ({
  pk: runPk(runId),
  sk: `${PREFIX.superseded}${key}#${epoch}`,
});

export const earlyPrefix = (key: string): string => `${PREFIX.early}${key}#`;
export const earlyKey = (runId: string, key: string, by: string) => ({
  pk: runPk(runId),
  sk: `${earlyPrefix(key)}${by}`,
});
/** Where what concerns one person and no run is. */
export const personPk = (person: string): string => `PERSON#${person}`;
/** What a person was given, which is what counts. */
export const standInKey = (to: string, id: string) => ({ pk: personPk(to), sk: `${PREFIX.standIn}${id}` });
/** What a person has given, for them to list and revoke. */
export const delegatedKey = (from: string, id: string) => ({ pk: personPk(from), sk: `${PREFIX.delegated}${id}` });

/** A connection to the stream. */
export const connectionKey = (id: string) => ({ pk: `${PREFIX.connection}#${id}`, sk: PREFIX.connection });
/** Where the connections are that follow a topic. */
export const followersPk = (topic: string): string => `FOLLOWERS#${topic}`;
export const followerKey = (topic: string, id: string) => ({ pk: followersPk(topic), sk: `${PREFIX.follower}${id}` });
/** Says that somebody follows topics of this subject, or did within hours. */
export const followedKey = (subject: string) => ({ pk: followersPk(subject), sk: PREFIX.followed });
export const ticketKey = (name: string) => ({ pk: `${PREFIX.ticket}#${name}`, sk: PREFIX.ticket });
/** A message that was sent about an approval, and can be changed where it stands. */
export const sentPrefix = (key: string): string => `${PREFIX.sent}${key}#`;
export const sentKey = (sent: { runId: string; key: string; epoch: number; noticeId: string }) => ({
  pk: runPk(sent.runId),
  sk: `${sentPrefix(sent.key)}${sent.epoch}#${sent.noticeId}`,
});
/** A notice, or an outcome, that was not delivered. */
export const deliveryKey = (id: string) => ({ pk: `DELIVERY#${id}`, sk: PREFIX.delivery });
export const deliveryIdOf = (pk: string): string => pk.slice('DELIVERY#'.length);

/** What the table says of its own life. */
export const GENERATION_KEY = { pk: 'GENERATION', sk: 'NOTED' };

/** The run that a record belongs to. */
export const runIdOf = (pk: string): string => pk.slice('RUN#'.length);

/** The approval that an approval's or a pointer's sort key names. */
export const approvalKeyOf = (sk: string): string =>
  sk.startsWith(PREFIX.approval)
    ? sk.slice(PREFIX.approval.length)
    : (sk.slice(PREFIX.pointer.length).split('#')[0] ?? '');

/** The approval that such a record is of. */
export const approvalRefOf = ({ pk, sk }: { pk: string; sk: string }) => ({
  runId: runIdOf(pk),
  key: approvalKeyOf(sk),
});
