import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { PRINTESS_ATTENTION, PRINTESS_STATE } from '../contract/search-attributes.js';
import type { OrderState } from '../contract/view.js';
import { parseWorkflowId } from '../contract/workflow-id.js';
import { BadCursorError } from './errors.js';
import { ordersQuery } from './orders-query.js';
import type { ListOptions, OrdersPage, OrderSummary, PageOptions } from './production-client.js';
import type { Scope } from './scope.js';
import { listedExecution } from './sdk.js';

/** Bytes. */
const SIGNATURE = 16;
const SECRET_OF_THIS_PROCESS = randomBytes(32).toString('base64url');

/** The shop's orders in Temporal's list, the newest first; see `ProductionClient.list`. */
export async function* listOrders({ temporal, shop }: Scope, options: ListOptions = {}): AsyncIterable<OrderSummary> {
  for await (const { typedSearchAttributes, ...execution } of temporal.workflow.list({
    query: queryOf(shop, options),
  })) {
    const state = typedSearchAttributes.get(PRINTESS_STATE);
    yield* summary({ ...execution, state, attention: typedSearchAttributes.get(PRINTESS_ATTENTION) });
  }
}

/** One page of them; see `ProductionClient.listPage`. */
export async function listPage(scope: Scope, options: PageOptions = {}): Promise<OrdersPage> {
  const { temporal, shop } = scope;
  const { namespace } = temporal.options;
  const { cursor, limit = 50 } = options;
  const query = queryOf(shop, options);
  const page = await temporal.workflowService.listWorkflowExecutions({
    namespace,
    query,
    pageSize: limit,
    ...(cursor !== undefined && { nextPageToken: readCursor(scope, query, cursor) }),
  });
  const orders = page.executions.map(listedExecution).flatMap(({ values, ...execution }) => {
    const [state] = values(PRINTESS_STATE.name);
    return [...summary({ ...execution, state, attention: values(PRINTESS_ATTENTION.name) })];
  });
  const next = page.nextPageToken.length > 0 ? { cursor: cursorOf(scope, query, page.nextPageToken) } : {};
  return { orders, ...next };
}

/** Temporal takes long over a page token that is not its own: so a cursor is signed, for the list that it was given for. */
function cursorOf(scope: Scope, query: string, token: Uint8Array): string {
  return Buffer.concat([signatureOf(scope, query, token), token]).toString('base64url');
}

function readCursor(scope: Scope, query: string, cursor: string): Uint8Array {
  const bytes = Buffer.from(cursor, 'base64url');
  const [signature, token] = [bytes.subarray(0, SIGNATURE), bytes.subarray(SIGNATURE)];
  if (signature.length < SIGNATURE || !timingSafeEqual(signature, signatureOf(scope, query, token)))
    throw new BadCursorError();
  return token;
}

function signatureOf({ options: { cursorSecret = SECRET_OF_THIS_PROCESS } }: Scope, query: string, token: Uint8Array) {
  return createHmac('sha256', cursorSecret).update(`${query}\n`).update(token).digest().subarray(0, SIGNATURE);
}

function queryOf(shop: string, { state, attention }: ListOptions): string {
  return ordersQuery({ shop, ...(state && { state }), ...(attention && { attention: [attention] }) });
}

interface Listed {
  workflowId: string;
  startTime: Date;
  state: unknown;
  attention: unknown;
}

function* summary({ workflowId, startTime, state, attention }: Listed): Iterable<OrderSummary> {
  const id = parseWorkflowId(workflowId);
  if (!id) return;
  yield {
    ...id,
    state: (state ?? 'running') as OrderState,
    attention: (attention ?? []) as OrderSummary['attention'],
    createdAt: startTime.toISOString(),
  };
}
