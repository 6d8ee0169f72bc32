/** The same where processes die, or stall and go on after another took their run over. */
import { describe } from 'vitest';
import { bodies } from '../support/generated.ts';
import { troubled } from './commands.ts';
import { itKeeps } from './sequences.ts';

describe('runs whose processes die or stall', () => {
  itKeeps('A4, B3, C2, C3, C5: what succeeded and what was decided stands', 4_500, bodies, troubled(6));
});
