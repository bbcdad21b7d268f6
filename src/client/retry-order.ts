import { WorkflowExecutionAlreadyStartedError, type WorkflowExecutionDescription } from '@temporalio/client';
import { carriedStateSchema, type CarriedState } from '../contract/carried-state.js';
import { orderDigest } from '../contract/digest.js';
import { MEMO, QUERY_CARRIED_STATE } from '../contract/names.js';
import { EARLIER_CALLS_MS } from '../contract/limits.js';
import type { OrderInput, ProductionOrder } from '../contract/order.js';
import { waitsOf } from '../contract/policy.js';
import { openingView, type OrderView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import { actOnItem } from './act-on-item.js';
import { describeOrder } from './describe-order.js';
import { ActionRefusedError, NoWorkerError, OrderBrokenError } from './errors.js';
import { getOrder } from './get-order.js';
import type { RetryOrder } from './production-client.js';
import { queryOrder } from './query-order.js';
import { refuseUncarried } from './refuse-uncarried.js';
import { reopenOrder } from './reopen-order.js';
import { wantsEvents, type Scope } from './scope.js';
import { isReset } from './sdk.js';
import { startWorkflow } from './start-workflow.js';
import { startedOrder, type StartedOrder } from './started-order.js';
import { withLinks } from './with-links.js';

const AT_ONCE = 10;

/** Has an order's items ordered again, whether it is open or has ended; see `ProductionClient.retry`. */
export async function retryOrder(scope: Scope, orderId: string, wish: RetryOrder = {}): Promise<OrderView> {
  if (wish.itemId === undefined && (wish.item || wish.change || wish.generation !== undefined))
    throw new ActionRefusedError(orderId, 'Name the item that is to be corrected.');
  if (wish.item && wish.change) throw new ActionRefusedError(orderId, 'Give either change or item.');
  refuseUncarried(orderId, wish);
  const run = await describeOrder(scope, orderId);
  if (run.status.name === 'RUNNING') return retryOpen(scope, orderId, wish);
  return retryEnded(scope, orderId, wish, run);
}

async function retryOpen(scope: Scope, orderId: string, wish: RetryOrder): Promise<OrderView> {
  if (wish.itemId === undefined) {
    const { items } = await getOrder(scope, orderId);
    const retriable = items.filter(({ actions }) => actions.includes('retryItem'));
    // What is rendered is paid again by a word of its own alone.
    const able = retriable.filter(({ attention }) => attention?.reason !== 'preflight-failed');
    const [faulty] = retriable;
    if (able.length === 0)
      throw new ActionRefusedError(
        orderId,
        faulty
          ? `Item ${faulty.itemId} is rendered, and its files are not what was ordered: name it, with a change or as a reprint.`
          : 'No item can be retried now; the order is open.',
      );
    for (let first = 0; first < able.length; first += AT_ONCE)
      await Promise.all(
        able
          .slice(first, first + AT_ONCE)
          .map(({ itemId, generation }) => actOnItem(scope, orderId, 'retryItem', { itemId, generation })),
      );
  } else await actOnItem(scope, orderId, 'retryItem', wish);
  return getOrder(scope, orderId);
}

/** A new run under the same id, with all that the run before knew: the one place that allows a duplicate. */
async function retryEnded(
  scope: Scope,
  orderId: string,
  wish: RetryOrder,
  run: WorkflowExecutionDescription,
): Promise<OrderView> {
  const { runId, status, memo } = run;
  const id = workflowId(scope.shop, orderId);
  const started = await startedOrder(scope, id);
  if (!started) throw new OrderBrokenError(orderId, 'without a readable input');
  const { order } = started;
  // Decided by the run's status: what was cut short has left calls that it does not know the end of.
  const cutShort = status.name !== 'COMPLETED' && status.name !== 'CANCELLED';
  const carried = await carriedStateOf(scope, orderId, run, started);
  const input: OrderInput = carried
    ? {
        ...order,
        carried: reopened(
          orderId,
          reopenOrder(order, carried, { by: scope.options.by, ...wish }, { now: Date.now(), cutShort }),
        ),
      }
    : order;

  // Two retries may interleave: the second one would not know what the first has ordered.
  if ((await describeOrder(scope, orderId)).runId !== runId) throw startedMeanwhile(orderId);
  const events = memo?.[MEMO.events] !== undefined || wantsEvents(scope, scope.shop);
  const marks = {
    [MEMO.digest]: memo?.[MEMO.digest] ?? orderDigest(order),
    ...(carried && !cutShort && knewAll(run, order) && { [MEMO.known]: true }),
    ...(events && { [MEMO.events]: true }),
  };
  await startWorkflow(scope, id, input, { reusePolicy: 'ALLOW_DUPLICATE', memo: marks }).catch((error: unknown) => {
    if (error instanceof WorkflowExecutionAlreadyStartedError) throw startedMeanwhile(orderId, error);
    throw error;
  });
  return getOrder(scope, orderId).catch((error: unknown) => {
    if (error instanceof NoWorkerError) return withLinks(scope, openingView(order, new Date()));
    throw error;
  });
}

/**
 * Whether the ended run knew all about the runs before it: it was the first, or knew what the first one knew; or it was old
 * enough for whatever they had started to show in the list of orders.
 */
function knewAll(run: WorkflowExecutionDescription, { policy }: ProductionOrder): boolean {
  const { httpTimeout, settleTime } = waitsOf(policy);
  const isOld = Date.now() - run.startTime.getTime() > EARLIER_CALLS_MS + httpTimeout + settleTime;
  return isOld || (!isReset(run) && (run.memo?.[MEMO.first] === true || run.memo?.[MEMO.known] === true));
}

/**
 * What the ended run knew: before its first task, what it was started with. Undefined where it never knew anything. Throws
 * where it cannot tell: without it, what people had done and paid would be ordered again.
 */
async function carriedStateOf(
  scope: Scope,
  orderId: string,
  { runId }: WorkflowExecutionDescription,
  { carried }: StartedOrder,
): Promise<CarriedState | undefined> {
  const asked = { query: QUERY_CARRIED_STATE, runId, isOpen: false, unborn: carried ?? null };
  const answer = await queryOrder(scope, orderId, asked);
  if (answer === undefined)
    throw new ActionRefusedError(
      orderId,
      'Its worker cannot tell what the ended run knew, and without that it might be paid again. See that the worker is this package’s, of this version or a later one, and retry it then.',
    );
  return answer === null ? undefined : carriedStateSchema.parse(answer);
}

function reopened(orderId: string, answer: ReturnType<typeof reopenOrder>): CarriedState {
  if (!answer.ok) throw new ActionRefusedError(orderId, answer.why);
  return answer.carried;
}

const startedMeanwhile = (orderId: string, cause?: unknown) =>
  new ActionRefusedError(orderId, 'It is just ending, or somebody has started it again already: see it in a moment.', {
    cause,
  });
