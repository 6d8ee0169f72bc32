/** Keeps runs in DynamoDB. */
import { applied, type Moved } from '../../domain/move.ts';
import { Run } from '../../domain/run.ts';
import { Entry } from '../../domain/snapshot.ts';
import type { Page } from '../../ports/page.ts';
import { isWanted, type RunFilter, type WorkflowStateStore } from '../../ports/workflow-state-store.ts';
import type { Directory } from './directory.ts';
import { duePage } from './due-page.ts';
import { expressionsOf } from './expression.ts';
import { DUE_LISTS, LISTS, type Lists } from './lists.ts';
import { type MergedList, mergedPage } from './merged-pages.ts';
import type { Records } from './records.ts';
import { itemOfRun, runAttributes, runOfItem } from './run-item.ts';
import { createShardsCheck } from './shards-noted.ts';
import { PREFIX, pageKey, pagePrefix, runKey, runPk, TABLE } from './table.ts';

/** How many pages of an index one listing reads at most where a filter leaves little of each. */
const MOST_ROUNDS = 10;

export function createWorkflowStateStore(records: Records, directory: Directory, lists: Lists): WorkflowStateStore {
  const load = async (runId: string): Promise<Run | undefined> => {
    const item = await records.get(runKey(runId));
    return item && runOfItem(item);
  };
  const checkShards = createShardsCheck(directory, lists);
  const removePages = async (runId: string): Promise<void> => {
    const pages = await records.inPartition(runPk(runId), PREFIX.page);
    await records.deleteMany(pages.map(({ sk }) => ({ pk: runPk(runId), sk: String(sk) })));
  };
  return {
    load,
    async create(run) {
      const absent = { ConditionExpression: 'attribute_not_exists(pk)' };
      const [written] = await Promise.all([
        records.put({ ...runKey(run.runId), ...itemOfRun(run, lists) }, absent),
        directory.note('WORKFLOW', run.workflow),
      ]);
      if (written.done) return { created: true, run };
      if (!written.present)
        throw new Error(`DynamoDB refused to create run ${run.runId} and did not say which run is there.`);
      const present = runOfItem(written.present);
      // The client repeats a write whose answer was lost; what it finds then is its own.
      return { created: isSame(present, run), run: present };
    },
    async move(runId, move): Promise<Moved<Run>> {
      const written = await records.update(runKey(runId), expressionsOf(runAttributes(runId, move, lists), move.when));
      if (!written.done) return { done: false, present: written.present && runOfItem(written.present) };
      const before = runOfItem(written.before ?? {});
      return { done: true, before, after: Run.parse(applied(move, before)) };
    },
    async savePage(runId, page, entries, edition) {
      await records.put({ ...pageKey(runId, page, edition), entries });
    },
    async loadPages(runId, pages, edition) {
      const items = await records.inPartition(runPk(runId), pagePrefix(edition));
      return items
        .slice(0, pages)
        .flatMap(({ entries }) => (Array.isArray(entries) ? entries.map((entry) => Entry.parse(entry)) : []));
    },
    async due(until, request) {
      await checkShards();
      return duePage(records, lists, until, request);
    },
    async list(filter, page) {
      const list = await listFor(filter, directory, lists);
      const found: Page<Run> = { items: [] };
      let cursor = page.cursor;
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const keys = await mergedPage(records, list, { limit: page.limit - found.items.length, cursor });
        const runs = (await records.getMany(keys.items)).map(runOfItem);
        found.items.push(...runs.filter((run) => isWanted(run, filter)));
        cursor = keys.cursor;
        if (cursor === undefined || found.items.length >= page.limit || !isListed(filter.status)) break;
      }
      return { ...found, ...(cursor !== undefined && { cursor }) };
    },
    removePages,
    async remove(runId) {
      await removePages(runId);
      await records.deleteMany([runKey(runId)]);
    },
  };
}

const isSame = (present: Run, created: Run): boolean =>
  'holder' in created && 'holder' in present && present.holder === created.holder && present.epoch === created.epoch;

const LISTED = {
  waiting: DUE_LISTS.due,
  incomplete: DUE_LISTS.due,
  failed: DUE_LISTS.failed,
  'needs-review': DUE_LISTS['needs-review'],
} as const;

const isListed = (status: RunFilter['status']): status is keyof typeof LISTED =>
  status !== undefined && status in LISTED;

async function listFor(filter: RunFilter, directory: Directory, lists: Lists): Promise<MergedList> {
  const { status, workflow } = filter;
  if (isListed(status)) {
    const list = LISTED[status];
    return { index: TABLE.indexes.due, partitions: lists.partitionsOf(list), descending: list !== DUE_LISTS.due };
  }
  const workflows = workflow === undefined ? await directory.names('WORKFLOW') : [workflow];
  return {
    index: TABLE.indexes.listing,
    partitions: workflows.flatMap((name) => lists.partitionsOf(LISTS.runs(name))),
    descending: true,
  };
}
