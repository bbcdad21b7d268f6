import { activityInfo, Context, log } from '@temporalio/activity';
import type { ProduceInput } from '../contract/activity-inputs.js';
import type { OthersJob, ProduceAnswer, ProduceResult } from '../contract/answer.js';
import { intentOf, intentText } from '../contract/intent.js';
import { unknownJobs } from '../contract/unknown-jobs.js';
import { PrintessApiError } from '../printess/errors.js';
import { jobsOfOthers, readOrderRows, rowsOfItem, type OrderRows } from '../printess/find-jobs.js';
import type { ActivityDeps } from './activity-deps.js';
import type { Activities } from './activity-types.js';
import { until, waitOutEarlierRuns } from './earlier-runs.js';
import { unknownShopText } from './failures.js';
import { createGathered, type Gathered } from './gathered.js';
import { permissionToSend } from './permission-to-send.js';
import { toBody } from './produce-body.js';
import { createSharedRows, type SharedRows } from './shared-rows.js';

/**
 * Has one item produced: reads the list of orders for all its rows first, asks what is free, then makes one call at the
 * most, and only while that still counts. Everything that happens is a value; it never throws for Printess's sake.
 */
export function createProduce(deps: ActivityDeps): Activities['produce'] {
  const lookups = { ofFirst: createSharedRows(), ofLater: createGathered<OrderRows>() };
  return async (input: ProduceInput): Promise<ProduceResult> => {
    const ready = await prepare(deps, lookups, input).catch((error: unknown): ProduceResult => {
      // The worker has to end: another one makes the attempt.
      if (Context.current().cancellationSignal.aborted) return WITHDRAWN;
      log.error('An attempt at produce has failed before it sent anything', { error });
      const why = error instanceof Error ? error.message : String(error);
      return notSent(`Nothing was sent for item ${input.item.itemId} of order ${input.orderId}: ${why}`);
    });
    return typeof ready === 'function' ? ready() : ready;
  };
}

/** All that comes before the paid call: either an answer already, or the call itself. */
async function prepare(
  { shop: shopOf, callbackUrl }: ActivityDeps,
  lookups: { ofFirst: SharedRows; ofLater: Gathered<OrderRows> },
  input: ProduceInput,
): Promise<ProduceResult | (() => Promise<ProduceAnswer>)> {
  const { shop, orderId, item, generation, httpTimeout, lookFrom = 0, known } = input;
  const run = thisRun();
  // Asked for by the run before a reset, which knows less of its past than this one: this one is to ask for itself.
  if (run !== input.runId) return WITHDRAWN;
  const connection = shopOf(shop);
  if (!connection) return { kind: 'held', reason: 'unauthorized', message: unknownShopText(shop), produceCalls: 0 };
  const { client, origin, check } = connection;
  const intent = intentOf(shop, orderId, item, generation);

  const hadEarlierRuns = await waitOutEarlierRuns(input);
  await until(lookFrom);
  let others: OthersJob[];
  try {
    const read = () => readOrderRows(client, { orderId, deadlineMs: httpTimeout });
    const ofOrder = isFirstOfSure(input) ? await lookups.ofFirst(run, read) : await lookups.ofLater(run, read);
    const { jobs, cut } = rowsOfItem(ofOrder, intent);
    others = jobsOfOthers(ofOrder, { orderId, origin });
    // Whoever is the first has no jobs in the list: what is cut there are its siblings', or another design's.
    const rows = hadEarlierRuns || lookFrom > 0 ? [...jobs, ...cut] : jobs;
    if (unknownJobs(rows, known).length > 0) return { kind: 'found', jobs: rows, produceCalls: 0 };
  } catch (error) {
    return lookupFailed(error);
  }

  let saveTokenUntil: string | undefined;
  const fault = await check(item, httpTimeout, (until) => (saveTokenUntil = until));
  if (fault !== undefined) return { kind: 'refused', message: `Nothing was sent. ${fault}`, produceCalls: 0 };

  const url = callbackUrl({ shop, orderId, itemId: item.itemId, generation });
  const body = toBody({ item, origin, orderId, intent: intentText(intent), callbackUrl: url });
  const permission = await permissionToSend(httpTimeout);
  if (permission.kind === 'withdrawn') return WITHDRAWN;
  if (permission.kind === 'refused')
    return notSent(`This attempt at item ${item.itemId} of order ${orderId} no longer counts, so nothing was sent.`);
  return async () => {
    const about = { shop, order: orderId, item: item.itemId, generation };
    // Where no answer to it follows, the worker was lost with the call in flight.
    log.info('Printess is asked to produce', about);
    const answer = await client.produce(body, httpTimeout, permission.maySend);
    const job = answer.kind === 'accepted' ? answer.jobId : undefined;
    const reason = answer.kind === 'held' ? answer.reason : undefined;
    log.info('Printess has answered produce', { ...about, job, answer: answer.kind, reason });
    if (answer.kind !== 'accepted') return answer;
    return { ...answer, ...(others.length > 0 && { others }), ...(saveTokenUntil !== undefined && { saveTokenUntil }) };
  };
}

/** Whether nobody can have paid for the item before this attempt, and nothing has changed that since its run began. */
const isFirstOfSure = ({ earlierRuns, lookFrom, isFirstCall }: ProduceInput): boolean =>
  earlierRuns === 'none' && lookFrom === undefined && isFirstCall;

const thisRun = (): string => activityInfo().workflowExecution?.runId ?? '';

const WITHDRAWN = { kind: 'withdrawn' } as const;

const notSent = (message: string): ProduceAnswer => ({ kind: 'not-sent', message, produceCalls: 0 });

/** Without a list lookup nothing is paid: the shop is on hold, for the reason that the failed lookup has. */
function lookupFailed(error: unknown): ProduceAnswer {
  const { status, retryAfterMs } = error instanceof PrintessApiError ? error : {};
  const said = error instanceof Error ? error.message : 'The list lookup before produce failed.';
  return {
    kind: 'held',
    reason: status === 401 || status === 403 ? 'unauthorized' : status === 402 ? 'insufficient-funds' : 'unreachable',
    message: `${said} Without a lookup in the list of orders nothing is sent.`,
    produceCalls: 0,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}
