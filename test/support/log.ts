/** A log that a test can read. */
import type { Log, LogFields } from '../../shared/ports/log.ts';

export interface Line {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly about: LogFields;
  readonly error?: unknown;
}

export interface RecordingLog extends Log {
  readonly lines: Line[];
}

export function createRecordingLog(): RecordingLog {
  const lines: Line[] = [];
  const write =
    (level: Line['level']) =>
    (message: string, about: LogFields, ...[error]: unknown[]) =>
      void lines.push({ level, message, about, ...(error !== undefined && { error }) });
  return { lines, info: write('info'), warn: write('warn'), error: write('error') };
}
