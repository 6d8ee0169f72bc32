/** Knows who is in which group. */
import type { Actor } from '../domain/actor.ts';

/** Knows who is in which group. Groups are named without `group:`; `group:finance` and `finance` are the same group. */
export interface Directory {
  /**
   * The actor, with the groups that the directory knows added to those that were proven. They are `listed` then, also where
   * there are none; a directory that knows of no groups gives the actor back as they came.
   */
  resolve(actor: Actor): Promise<Actor>;
  /** Everybody who is in the group, also by a group within it; undefined where the directory does not know the group. */
  members(group: string): Promise<readonly string[] | undefined>;
}
