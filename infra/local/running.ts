/** Finds out whether a local system is running on a data folder, so that two never share one. */
import * as z from 'zod/mini';
import type { DataFolder } from './data-folder.ts';
import { isAnswering, startEngine } from './engine.ts';

const Running = z.object({ endpoint: z.string(), url: z.string() });
export type Running = z.infer<typeof Running>;

const FILE = 'running.json';

/** The system that runs on this folder. */
export async function findRunning(folder: DataFolder): Promise<Running | undefined> {
  const noted = Running.safeParse(folder.read(FILE));
  return noted.success && (await isAnswering(noted.data.endpoint)) ? noted.data : undefined;
}

/** A DynamoDB engine for the folder: the one that `DYNAMODB_ENDPOINT` names, or one that is started on the folder's file. */
export async function openEngine(folder: DataFolder): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const given = process.env.DYNAMODB_ENDPOINT;
  if (given) return { endpoint: given, stop: async () => {} };
  return startEngine(folder.file('state.db'));
}

export const noteRunning = (folder: DataFolder, running: Running): void => folder.write(FILE, running);
export const noteStopped = (folder: DataFolder): void => folder.remove(FILE);
