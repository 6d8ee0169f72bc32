/** Keeps a table that was restored as it is, until an operator has accepted it. */
import { type Time, timeOf } from '../domain/time.ts';
import { CountersignError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { NotedGeneration, TableGeneration } from '../ports/table-generation.ts';

/** The life of its table that a process works in. */
export interface TableLife {
  /** What tells this life from every other: the ARN of the table's stream. Links and wake-ups of another are not good here. */
  readonly generation: string;
  /** True where the table was restored and nobody has accepted it. Once it was not, it is not looked at again. */
  isFrozen(): Promise<boolean>;
  /** Notes the generation in a table that is new; does nothing to any other. */
  begin(now: Time): Promise<void>;
}

export interface TableLifeOptions {
  generations: TableGeneration;
  generation: string;
  /** True where it is known that the table was restored: then one that says nothing of its life is none that is new. */
  restored?: boolean;
}

export function createTableLife({ generations, generation, restored = false }: TableLifeOptions): TableLife {
  let isLive = false;
  let looking: Promise<NotedGeneration | undefined> | undefined;
  const look = (): Promise<NotedGeneration | undefined> => {
    looking ??= generations
      .read()
      .then((noted) => {
        isLive = noted?.generation === generation;
        return noted;
      })
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };
  return {
    generation,
    async isFrozen() {
      if (isLive) return false;
      const noted = await look();
      return noted ? noted.generation !== generation : restored;
    },
    async begin(now) {
      if (isLive || restored || (await look())) return;
      isLive = await generations.replace(undefined, { generation, since: now });
    },
  };
}

/** What says whether the records may be changed; without a life nothing is known of restored tables, and none is refused. */
interface Living {
  readonly life?: TableLife | undefined;
}

/** True where nothing may be changed. */
export const isFrozen = async ({ life }: Living): Promise<boolean> => (await life?.isFrozen()) ?? false;

/** Throws `frozen` where nothing may be changed. */
export async function refuseFrozen(living: Living): Promise<void> {
  if (await isFrozen(living))
    throw new CountersignError(
      'frozen',
      'The table was restored, and nobody has accepted it: it can be read, and nothing of it is changed. Look at it, then run countersign accept-restored (docs/guides/operate.md).',
    );
}

/** Notes the generation where the table is new. Throws `frozen` where it was restored and not accepted. */
export async function beginLife({ life, clock }: Living & { readonly clock: Clock }): Promise<void> {
  await life?.begin(timeOf(clock.now()));
  await refuseFrozen({ life });
}
