/** Calls the functions of the system. */
export interface FunctionCaller {
  /** Hands the function an event, as JSON, and waits for its answer; `failed` where it threw. */
  call(functionArn: string, event: string): Promise<{ answer: string; failed: boolean }>;
}
