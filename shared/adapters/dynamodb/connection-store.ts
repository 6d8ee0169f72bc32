/**
 * Keeps connections in DynamoDB: each as a record of its own, and as a follower of each of its topics, in a partition of the topic's own.
 * So a change is looked up among those that follow it, however many pages are open.
 */
import { Connection, subjectOfTopic } from '../../domain/connection.ts';
import type { ConnectionStore } from '../../ports/connection-store.ts';
import type { Item, Records } from './records.ts';
import { connectionKey, followedKey, followerKey, followersPk, PREFIX, TABLE } from './table.ts';

/** Most of what changes nobody follows: that something was ever followed stands in one record, so that one request asks for all topics. */
export function createConnectionStore(records: Records): ConnectionStore {
  const followersOf = together(async (topics) => {
    const subjects = [...new Set(topics.map(subjectOfTopic))];
    const followed = await records.getMany(subjects.map(followedKey), { strongly: true });
    const named = new Set(followed.map(({ pk }) => pk));
    const read = async (topic: string): Promise<[string, Connection[]]> => {
      const isFollowed = named.has(followersPk(subjectOfTopic(topic)));
      const items = isFollowed ? await records.inPartition(followersPk(topic), PREFIX.follower) : [];
      return [topic, items.map(connectionOfItem)];
    };
    return new Map(await Promise.all(topics.map(read)));
  });
  return {
    async open(connection) {
      const { id, topics } = connection;
      const item = itemOfConnection(connection);
      const ttl = item[TABLE.ttl];
      const followers = topics.flatMap((topic) => [
        { ...followedKey(subjectOfTopic(topic)), [TABLE.ttl]: ttl },
        { ...item, ...followerKey(topic, id) },
      ]);
      await Promise.all(followers.map((one) => records.put(one)));
      // What follows this record greets it: by then it is found.
      await records.put(item);
    },
    async close(id) {
      const item = await records.get(connectionKey(id));
      if (!item) return;
      const { topics } = connectionOfItem(item);
      await Promise.all(topics.map((topic) => records.remove(followerKey(topic, id))));
      await records.remove(connectionKey(id)); // last: it says what is left to remove
    },
    async watching(topics) {
      const followers = await followersOf(topics);
      const found = topics.flatMap((topic) => followers.get(topic) ?? []);
      return [...new Map(found.map((connection) => [connection.id, connection])).values()];
    },
  };
}

/**
 * Asks once for all who want to know at about the same time. Nobody is given the answer to a question that was put before
 * theirs: who comes while one is open waits for the next.
 */
function together<T>(ask: (topics: string[]) => Promise<T>): (topics: readonly string[]) => Promise<T> {
  let open: Promise<unknown> = Promise.resolve();
  let next: { topics: Set<string>; answer: Promise<T> } | undefined;
  const begin = () => {
    const topics = new Set<string>();
    const answer = open.then(() => {
      next = undefined;
      const asked = ask([...topics]);
      open = asked.catch(() => {});
      return asked;
    });
    return { topics, answer };
  };
  return (topics) => {
    next ??= begin();
    for (const topic of topics) next.topics.add(topic);
    return next.answer;
  };
}

export const itemOfConnection = (connection: Connection) => ({
  ...connectionKey(connection.id),
  ...connection,
  [TABLE.ttl]: Math.ceil(Date.parse(connection.until) / 1000),
});

/** The connection in a record; everything that is read is parsed (I7). */
export const connectionOfItem = (item: Item): Connection => Connection.parse(item);
