import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import type { FaultName } from '../faults.js';
import { refuse, throttle } from '../refuse.js';
import { hasEnded, orderRow, USER } from '../result.js';
import type { Job, SandboxState } from '../state.js';
import { orderRowAnswer } from '../wire-answers.js';

const LAG = 5_000;
const PAGE = 100;
const MAX_PAGE = 1_000;

const text = z.string().nullish();
const flag = z.boolean().nullish();
const when = z.iso.datetime({ offset: true, local: true }).nullish();

const filterSchema = z.looseObject({
  externalOrderId: text,
  origin: text,
  templateName: text,
  templateNameOperator: z.enum(['Contains', 'StartsWith', 'Equals']).nullish(),
  saveToken: text,
  productType: text,
  userId: text,
  startDate: when,
  endDate: when,
  isFinished: flag,
  isFailed: flag,
  isImposed: flag,
  isTemplateSaveOrder: flag,
  hasExternalOrderId: flag,
  onlyMyOrders: flag,
  payload: text,
  take: z.number().int().min(0).max(MAX_PAGE).nullish(),
  skip: z.number().int().min(0).nullish(),
});

type Filter = z.infer<typeof filterSchema>;

/** Orders, the newest first, with the count of all that match. */
export const ordersEndpoint = endpoint({
  path: '/orders/list',
  tag: 'orders',
  summary: 'Find orders: how to learn whether a call without an answer was accepted',
  request: filterSchema,
  answer: z.strictObject({
    orders: z.array(orderRowAnswer),
    users: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    count: z.number().int(),
  }),
  example: { externalOrderId: '1001', take: 20, skip: 0 },
  refusals: [429],
  handle: (state, filter, { response }) => {
    const faults = state.live.use('list');
    if (faults.includes('list-fails')) return refuse(response, 500, 'unknown error');
    if (faults.includes('list-throttled')) return throttle(response, 1);
    const matching = [...state.jobs.values()]
      .reverse()
      .filter((job) => isShown(job, faults) && matches(job, filter, faults));
    const from = filter.skip ?? 0;
    const page = matching.slice(from, from + (filter.take ?? PAGE));
    return {
      orders: page.map((job) => row(state, job, faults)),
      users: [{ id: USER, name: 'Sandbox' }],
      count: matching.length,
    };
  },
});

function row(state: SandboxState, job: Job, faults: FaultName[]): z.infer<typeof orderRowAnswer> {
  const shown = orderRow(state, job);
  const cut = faults.includes('list-cuts-meta') || job.faults.includes('list-cuts-meta');
  return cut ? { ...shown, metaData: shown.metaData?.slice(0, 10) ?? null } : shown;
}

function isShown(job: Job, faults: FaultName[]): boolean {
  const has = (name: FaultName) => faults.includes(name) || job.faults.includes(name);
  if (job.replaced || has('list-empty')) return false;
  return !has('list-lag') || Date.now() - Date.parse(job.createdOn) >= LAG;
}

function matches({ request, state, createdOn }: Job, filter: Filter, faults: FaultName[]): boolean {
  const same = (wanted: string | null | undefined, has: string | null | undefined) =>
    wanted === null || wanted === undefined || wanted === '' || wanted === has;
  const is = (wanted: boolean | null | undefined, has: boolean) =>
    wanted === null || wanted === undefined || wanted === has;
  const ordersMatch = faults.includes('list-ignores-order') || same(filter.externalOrderId, request.externalOrderId);
  return (
    ordersMatch &&
    same(filter.origin, request.origin) &&
    same(filter.productType, request.productType) &&
    same(filter.saveToken, request.templateName) &&
    same(filter.userId, USER) &&
    templateMatches(filter, request.templateName) &&
    (!filter.startDate || Date.parse(filter.startDate) <= Date.parse(createdOn)) &&
    (!filter.endDate || Date.parse(createdOn) <= Date.parse(filter.endDate)) &&
    is(filter.isFinished, hasEnded(state)) &&
    is(filter.isFailed, state === 'failed') &&
    is(filter.hasExternalOrderId, Boolean(request.externalOrderId)) &&
    is(filter.isImposed, false) &&
    is(filter.isTemplateSaveOrder, false)
  );
}

function templateMatches({ templateName: wanted, templateNameOperator: how }: Filter, name: string): boolean {
  if (!wanted) return true;
  if (how === 'Contains') return name.includes(wanted);
  return how === 'StartsWith' ? name.startsWith(wanted) : name === wanted;
}
