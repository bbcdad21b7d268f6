import { checkSetUp } from '../../client/check-namespace.js';

/** Says on standard error what keeps a process that runs from being ready: it goes on by itself once that is fixed. */
export async function sayIfNotSetUp(...namespace: Parameters<typeof checkSetUp>): Promise<void> {
  try {
    await checkSetUp(...namespace);
  } catch (error) {
    process.stderr.write(`Not ready: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
