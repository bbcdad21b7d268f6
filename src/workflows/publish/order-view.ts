import { isUnanswered } from '../../contract/carried-state.js';
import { jsonSize } from '../../contract/json-size.js';
import { shorten } from '../../contract/shorten.js';
import { isOpen, orderStateOf, type ItemView, type ItemViewState, type OrderView } from '../../contract/view.js';
import { offeredText } from '../item/attention-texts.js';
import type { ItemRun } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { possibleActions } from '../order/possible-actions.js';

/** Bytes of a view's JSON: Temporal refuses payloads of 2 MB. */
const VIEW_BYTES = 1_900_000;
const SHORT_TEXT = 120;

/** The order as the query, the result and the updates show it. */
export function orderView(order: OrderRun): OrderView {
  const items = order.items.map((item) => itemView(order, item));
  const view: OrderView = {
    orderId: order.input.orderId,
    shop: order.input.shop,
    state: stateOf(order),
    ...(order.input.reference !== undefined && { reference: order.input.reference }),
    items,
    createdAt: iso(order.createdAt),
    updatedAt: iso(order.updatedAt),
    links: {},
  };
  return SHEDDING.reduce(
    (fitting, shed) => (jsonSize(fitting) <= VIEW_BYTES ? fitting : { ...fitting, items: fitting.items.map(shed) }),
    view,
  );
}

/** Its state, derived from its items; it goes on until what it has kept is handed over. */
export function stateOf(order: OrderRun): OrderView['state'] {
  const state = endStateOf(order);
  return !isOpen(state) && isToBeHandedOver(order) ? 'running' : state;
}

/** Its state by its items alone. */
export const endStateOf = ({ items, cancelled }: OrderRun): OrderView['state'] =>
  orderStateOf(
    items.map((item) => ({ state: viewState(item) })),
    cancelled !== undefined,
  );

/** Whether files are kept, and the manifest that hands them over is not written. */
export const isToBeHandedOver = ({ items, cancelled, isHandedOver }: OrderRun): boolean =>
  !isHandedOver && !cancelled && items.some(({ kept }) => kept !== undefined);

/** One item of it. */
export function itemView(order: OrderRun, item: ItemRun): ItemView {
  const { state, spec, success, kept, ignored } = item;
  const attention = attentionOf(order, item);
  return {
    itemId: item.itemId,
    state: viewState(item),
    generation: item.generation,
    templateName: spec.templateName,
    ...(spec.copies !== undefined && { copies: spec.copies }),
    ...(spec.productType !== undefined && { productType: spec.productType }),
    ...(spec.reference !== undefined && { reference: spec.reference }),
    jobs: item.jobs.map(({ generation, jobId, printessOrderId, state: jobState }) => ({
      generation,
      jobId,
      ...(printessOrderId !== undefined && { printessOrderId }),
      state: jobState,
    })),
    ...(item.jobId !== undefined && { jobId: item.jobId }),
    ...(success && { files: success.files, fileCount: success.fileCount }),
    ...(success?.filesOmitted && { filesOmitted: true as const }),
    ...(success?.zip !== undefined && { zip: success.zip }),
    ...(success && item.filesUntil !== undefined && { filesUntil: iso(item.filesUntil) }),
    ...(kept && { kept }),
    ...(item.saveTokenUntil !== undefined && { saveTokenUntil: iso(item.saveTokenUntil) }),
    ...(item.warnings.length > 0 && { warnings: item.warnings }),
    ...(attention && { attention }),
    ...(item.source && { source: item.source }),
    produceCalls: item.produceCalls,
    statusCalls: item.statusCalls,
    ...(item.attempts.some(isUnanswered) && { unansweredCall: true as const }),
    ...(ignored.repeated + ignored.foreign + (ignored.unreadable ?? 0) > 0 && { ignoredCallbacks: { ...ignored } }),
    ...(state.kind === 'rendering' && { nextStatusCheckAt: iso(state.nextCheckAt) }),
    ...(item.decisions.length > 0 && { decisions: item.decisions }),
    actions: possibleActions(item),
  };
}

/** Why an item waits, with what it waits for; undefined where it does not. */
export function attentionOf({ hold }: OrderRun, { state }: ItemRun): ItemView['attention'] {
  if (state.kind === 'attention') {
    // A message that an earlier version has written names them itself.
    const { offered = [], message: said } = state;
    const isNamed = offered.length === 0 || offered.some((jobId) => said.includes(jobId));
    const message = isNamed ? said : `${said} ${offeredText(offered)}`;
    return { reason: state.reason, message, since: iso(state.since) };
  }
  return state.kind === 'held' && hold
    ? { reason: hold.reason, message: hold.message, since: iso(hold.since) }
    : undefined;
}

/** An item's state as the outside sees it. */
export function viewState({ state: { kind } }: ItemRun): ItemViewState {
  if (kind === 'queued' || kind === 'calling' || kind === 'unanswered') return 'submitting';
  return kind === 'held' ? 'attention' : kind;
}

/** What a view that is too large does without, one after the other: what can be had elsewhere goes first. */
const SHEDDING: ((item: ItemView) => ItemView)[] = [
  ({ kept, ...item }) => (kept ? { ...item, kept: { ...kept, files: [], filesOmitted: true } } : item),
  ({ files, ...item }) => (files ? { ...item, files: [], filesOmitted: true } : item),
  ({ jobs, ...item }) => ({ ...item, jobs: jobs.filter(({ jobId }) => jobId === item.jobId) }),
  ({ warnings, ...item }) => (warnings ? { ...item, warnings: warnings.slice(0, 1) } : item),
  ({ attention, decisions, ...item }) =>
    attention ? { ...item, attention: { ...attention, message: shorten(attention.message, SHORT_TEXT) } } : item,
  ({ reference, ...item }) => item,
];

const iso = (moment: number): string => new Date(moment).toISOString();
