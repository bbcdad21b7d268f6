import { ORIGIN, QUICK, type LedgerWorld } from './with-ledger.js';

/** The answer of the paid call is lost, and its callback too. */
export const LOST = 'fault:lose-answer+lose-callback';

/** A job of the list that another system, or an earlier life of the order, has ordered. */
export async function orderElsewhere({ sandbox }: LedgerWorld, body: object): Promise<string> {
  const response = await fetch(`${sandbox.url}/production/produce`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ templateName: 'mug', origin: ORIGIN, ...body }),
  });
  return ((await response.json()) as { jobId: string }).jobId;
}

/** Starts the workflow as somebody with a plain Temporal client would: id, task queue, one argument. */
export const startByHand = (
  { client }: LedgerWorld,
  orderId: string,
  items: object[],
  rest: object = {},
): Promise<unknown> =>
  client.workflow.start('productionOrder', {
    workflowId: `printess-default-${orderId}`,
    taskQueue: 'printess-production',
    args: [{ orderId, items, policy: QUICK, ...rest }],
  });
