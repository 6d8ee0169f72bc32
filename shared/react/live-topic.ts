/** What a stream tells of. */

/**
 * One approval, by `<runId>/<key>` or by a key that is pending once; one run; or an inbox, by the name of a person or a group,
 * `''` being the user's own with those of their groups.
 */
export type LiveTopic = { approval: string } | { run: string } | { inbox: string };

/** The query by which a stream is asked for. */
export const queryOf = (topic: LiveTopic): string => new URLSearchParams(Object.entries(topic)).toString();
