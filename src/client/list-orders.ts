import { createHash } from 'node:crypto';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { PRINTESS_ATTENTION, PRINTESS_STATE } from '../contract/search-attributes.js';
import type { AttentionReason, OrderState } from '../contract/view.js';
import { parseWorkflowId } from '../contract/workflow-id.js';
import { BadCursorError } from './errors.js';
import { ordersQuery } from './orders-query.js';
import type { ListOptions, OrdersPage, OrderSummary, PageOptions } from './production-client.js';
import type { Scope } from './scope.js';
import { listedExecution } from './sdk.js';

/** Bytes. */
const CHECKSUM = 8;

/** The shop's orders in Temporal's list, the newest first; see `ProductionClient.list`. */
export async function* listOrders({ temporal, shop }: Scope, options: ListOptions = {}): AsyncIterable<OrderSummary> {
  for await (const execution of temporal.workflow.list({ query: queryOf(shop, options) })) yield* summary(execution);
}

/** One page of them; see `ProductionClient.listPage`. */
export async function listPage({ temporal, shop }: Scope, options: PageOptions = {}): Promise<OrdersPage> {
  const { namespace } = temporal.options;
  const { cursor, limit = 50 } = options;
  const page = await temporal.workflowService.listWorkflowExecutions({
    namespace,
    query: queryOf(shop, options),
    pageSize: limit,
    ...(cursor !== undefined && { nextPageToken: readCursor(shop, cursor) }),
  });
  const executions = await Promise.all(page.executions.map((raw) => listedExecution(temporal, raw)));
  const next = page.nextPageToken.length > 0 ? { cursor: cursorOf(shop, page.nextPageToken) } : {};
  return { orders: executions.flatMap((execution) => [...summary(execution)]), ...next };
}

/** Temporal takes long over a page token that is not its own, so a cursor carries a checksum, and belongs to its shop. */
function cursorOf(shop: string, token: Uint8Array): string {
  const checksum = createHash('sha256').update(shop).update(token).digest().subarray(0, CHECKSUM);
  return Buffer.concat([checksum, token]).toString('base64url');
}

function readCursor(shop: string, cursor: string): Uint8Array {
  const token = Buffer.from(cursor, 'base64url').subarray(CHECKSUM);
  if (cursorOf(shop, token) !== cursor) throw new BadCursorError();
  return token;
}

function queryOf(shop: string, { state, attention }: ListOptions): string {
  return ordersQuery({ shop, ...(state && { state }), ...(attention && { attention: [attention] }) });
}

type Listed = Pick<WorkflowExecutionInfo, 'workflowId' | 'startTime' | 'typedSearchAttributes'>;

function* summary({ workflowId, startTime, typedSearchAttributes }: Listed): Iterable<OrderSummary> {
  const id = parseWorkflowId(workflowId);
  if (!id) return;
  yield {
    ...id,
    state: (typedSearchAttributes.get(PRINTESS_STATE) ?? 'running') as OrderState,
    attention: (typedSearchAttributes.get(PRINTESS_ATTENTION) ?? []) as AttentionReason[],
    createdAt: startTime.toISOString(),
  };
}
