import type { Client } from '@temporalio/client';

const DEADLINE = 2_000;

/** A readiness check: rejects where Temporal does not answer for the client's namespace within 2 seconds. */
export function temporalCheck({ connection, options, workflowService }: Client): () => Promise<void> {
  return async () => {
    await connection.withDeadline(Date.now() + DEADLINE, async () => {
      await workflowService.describeNamespace({ namespace: options.namespace });
    });
  };
}
