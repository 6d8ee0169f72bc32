/** What an engine took of the CPU, found by its process. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second. */
const MS_A_TICK = 10;

/** CPU time in ms of the engine that listens at `endpoint`, since it began; NaN where the machine does not tell. */
export function engineCpu(endpoint: string): number {
  const pid = pidOf(new URL(endpoint).port);
  const [, fields = ''] = pid === undefined ? [] : readProc(pid, 'stat').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13);
  return (Number(user) + Number(system)) * MS_A_TICK;
}

const pidOf = (port: string): string | undefined => {
  try {
    return readdirSync('/proc').find(
      (name) =>
        /^\d+$/.test(name) &&
        /^[^\0]*dynoxide\0serve\0/.test(readProc(name, 'cmdline')) &&
        readProc(name, 'cmdline').includes(`\0${port}\0`),
    );
  } catch {
    return undefined;
  }
};

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}
