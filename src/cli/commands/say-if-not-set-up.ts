import type { Logger } from 'pino';
import { checkSetUp } from '../../client/check-namespace.js';

/** Logs what keeps a process that runs from being ready: it goes on by itself once that is fixed. */
export async function sayIfNotSetUp(log: Logger, ...namespace: Parameters<typeof checkSetUp>): Promise<void> {
  try {
    await checkSetUp(...namespace);
  } catch (error) {
    log.error(`Not ready: ${error instanceof Error ? error.message : String(error)}`);
  }
}
