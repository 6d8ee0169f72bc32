/** The shop as the local system loads it, with its effect log in a file that outlives the process. */
import { appendFileSync } from 'node:fs';
import { createEffectLog } from './effect-log.ts';
import { createShop } from './shop.ts';

const { EFFECT_LOG = 'effects.jsonl', LIFE = '1' } = process.env;

const log = createEffectLog({
  life: Number(LIFE),
  write: (line) => appendFileSync(EFFECT_LOG, `${JSON.stringify(line)}\n`),
});

export default createShop({ log, slowMs: 120 });
