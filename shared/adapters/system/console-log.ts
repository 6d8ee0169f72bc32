/** Writes what happens to the console, for whoever sits before it: a sentence, and what it is about. */
import type { Log, LogFields } from '../../ports/log.ts';

/** `least` is the least that is written: a library that is part of another program does not tell of every run. */
export const createConsoleLog = (least: 'info' | 'warn' | 'error' = 'info'): Log => ({
  info(message, about) {
    if (least === 'info') console.log(lineOf(message, about));
  },
  warn(message, about, ...errors) {
    if (least !== 'error') console.warn(lineOf(message, about), ...errors);
  },
  error(message, about, error) {
    console.error(lineOf(message, about), error);
  },
});

function lineOf(message: string, about: LogFields): string {
  const fields = Object.entries(about).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return [message, ...fields].join(' ');
}
