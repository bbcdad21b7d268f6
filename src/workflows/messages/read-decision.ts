import { ApplicationFailure } from '@temporalio/workflow';
import type * as z from 'zod';
import { correctItem } from '../../contract/correct-item.js';
import { issuesText, pathTo } from '../../contract/issues.js';
import type { ProductionItem } from '../../contract/item.js';
import { jsonSize } from '../../contract/json-size.js';
import {
  abandonItemSchema,
  adoptJobSchema,
  approveItemSchema,
  retryItemSchema,
  type RetryItem,
} from '../../contract/messages.js';
import { FAILURES } from '../../contract/names.js';
import { parseInput } from '../../contract/parse-input.js';
import { shorten } from '../../contract/shorten.js';
import type { DecisionView, ItemAction } from '../../contract/view.js';
import type { Decision } from '../item/decision.js';
import { isFaulty, newest, type ItemRun } from '../item/item-run.js';
import { roomOf } from '../order/budget.js';
import type { OrderRun } from '../order/order-run.js';
import { settingOf } from '../order/setting-of.js';
import { possibleActions } from '../order/possible-actions.js';
import { viewState } from '../publish/order-view.js';
import { asObject } from './as-object.js';

const ITEMS_NAMED = 20;
/** Stands on the screen where something is to be filled in: it means nothing where it is sent as it stands. */
const PLACEHOLDER = '…';

/** As the Web UI sends them: what goes without saying may be left out. */
const adoptSchema = adoptJobSchema.partial({ itemId: true });
const approveSchema = approveItemSchema.partial({ itemId: true });
const abandonSchema = abandonItemSchema.partial({ itemId: true, reason: true });
const REFUSAL_LENGTH = 4_000;

/**
 * What an update asks for, as it is parsed: the item that it is about, and the decision. Throws the non-retryable failure
 * `UpdateRefused` with a sentence where it makes no sense now, and names what would.
 */
export function readDecision(
  order: OrderRun,
  action: ItemAction,
  input: unknown,
): { item: ItemRun; decision: Decision } {
  switch (action) {
    case 'retryItem': {
      const asked = parse(action, retryItemSchema, input);
      const item = choose(order, action, asked);
      refusePlaceholder(action, { change: asked.change });
      const { spec, changed } = correct(order, item, asked);
      if (isFaulty(item) && changed.length === 0 && !asked.reprint) throw refused(aboutFaulty(item));
      const record: DecisionView = { ...recordOf(action, asked), ...(changed.length > 0 && { changed }) };
      const words = {
        ...((asked.change ?? asked.item) && { restated: true as const }),
        ...(asked.reprint && { reprint: true as const }),
      };
      return { item, decision: { kind: 'retry', record, spec, ...words } };
    }
    case 'adoptJob': {
      const asked = parse(action, adoptSchema, input);
      const item = choose(order, action, asked);
      const { jobId } = asked;
      refusePlaceholder(action, { jobId });
      refuseSiblings(order, item, 'jobId', jobId);
      const record = { ...recordOf(action, asked), reason: jobId };
      return { item, decision: { kind: 'adopt', record, itemId: item.itemId, jobId } };
    }
    case 'approveItem': {
      const asked = parse(action, approveSchema, input);
      const item = choose(order, action, asked);
      const { reason } = asked;
      const record = { ...recordOf(action, asked), reason };
      return { item, decision: { kind: 'approve', record, itemId: item.itemId, reason } };
    }
    case 'abandonItem': {
      const asked = parse(action, abandonSchema, input);
      const item = choose(order, action, asked);
      const reason = asked.reason === PLACEHOLDER ? undefined : asked.reason;
      const record = { ...recordOf(action, asked), ...(reason !== undefined && { reason }) };
      const decision = {
        kind: 'abandon' as const,
        record,
        itemId: item.itemId,
        reason: reason ?? 'no reason was given',
      };
      return { item, decision };
    }
    default:
      return action satisfies never;
  }
}

/**
 * The wish to have files fetched again, which is free, may find that they have come meanwhile and are faulty: as it is the
 * item is made and paid again by a word of its own.
 */
const aboutFaulty = ({ itemId }: ItemRun): string =>
  `Item ${itemId} is rendered, and its files are not what was ordered: approveItem takes them as they are. ` +
  `Only a change, or a reprint, orders it again (1 credit): ${JSON.stringify({ itemId, reprint: true })}.`;

const recordOf = (action: ItemAction, { by }: { by?: string | undefined }): DecisionView => ({
  at: new Date(Date.now()).toISOString(),
  action,
  ...(by !== undefined && { by }),
});

function parse<S extends z.ZodType>(action: ItemAction, schema: S, input: unknown): z.output<S> {
  const parsed = parseInput(schema, asObject(input));
  if (parsed.ok) return parsed.data;
  throw refused(`${action} takes one JSON object: ${issuesText(parsed.issues)}.`);
}

function choose(
  order: OrderRun,
  action: ItemAction,
  { itemId, generation }: Pick<RetryItem, 'itemId' | 'generation'>,
): ItemRun {
  const item = itemId === undefined ? theOne(order, action) : order.items.find((one) => one.itemId === itemId);
  if (!item)
    throw refused(`Order ${order.input.orderId} has no item ${itemId ?? ''}. Its items: ${itemNames(order.items)}.`);
  if (generation !== undefined && generation !== item.generation)
    throw refused(
      `Item ${item.itemId} is at generation ${item.generation}, not ${generation}: somebody has retried it already.`,
    );
  const actions = possibleActions(item);
  if (!actions.includes(action))
    throw refused(`${action} is not possible for item ${item.itemId}: ${standing(item, actions)}`);
  return item;
}

/** The item that is meant where none is named: the one that waits for a person, or the only one of which it is possible. */
function theOne(order: OrderRun, action: ItemAction): ItemRun {
  const possible = order.items.filter((item) => possibleActions(item).includes(action));
  const waiting = possible.filter(({ state }) => state.kind === 'attention');
  const able = waiting.length > 0 ? waiting : possible;
  const [item] = able;
  if (!item) throw refused(`${action} is not possible for any item of order ${order.input.orderId} now.`);
  if (able.length > 1)
    throw refused(`Which item is meant? ${action} is possible for ${itemNames(able)}: name one as itemId.`);
  return item;
}

/** The ids of items, the first 20. */
export const itemNames = (items: readonly ItemRun[]): string =>
  items
    .slice(0, ITEMS_NAMED)
    .map(({ itemId }) => itemId)
    .join(', ') + (items.length > ITEMS_NAMED ? ', …' : '');

function standing(item: ItemRun, actions: ItemAction[]): string {
  if (newest(item).call === 'in-flight') return 'a call to Printess is in flight; try again in a minute.';
  if (item.decision) return 'another decision is being acted on.';
  const { state } = item;
  const where =
    state.kind === 'attention'
      ? `it needs attention (${state.reason})`
      : `it is ${state.kind === 'held' ? 'held' : viewState(item)}`;
  return actions.length > 0 ? `${where}; possible now: ${actions.join(', ')}.` : `${where}; nothing is to be decided.`;
}

function correct(order: OrderRun, item: ItemRun, asked: RetryItem): { spec: ProductionItem; changed: string[] } {
  const now = item.correction ?? item.spec;
  const corrected = correctItem(now, asked);
  if (!corrected.ok) throw refused(`retryItem is not possible: ${issuesText(corrected.issues)}.`);
  const { spec } = corrected;
  const isOfInput = (one: ProductionItem) => order.input.items.includes(one);
  const room = roomOf(order) + (isOfInput(now) ? 0 : jsonSize(now));
  const field = asked.change ? 'change' : 'item';
  if (!isOfInput(spec) && jsonSize(spec) > room)
    throw refused(
      `retryItem is not possible: ${field}: ${jsonSize(spec)} bytes; this order may keep ${Math.max(0, room)} more.`,
    );
  if (spec.adopt) refuseSiblings(order, item, `${field}.adopt.jobId`, spec.adopt.jobId);
  return corrected;
}

/** Copied from the screen, and not filled in: printed, or followed, it would be what nobody means. */
function refusePlaceholder(action: ItemAction, input: object | undefined): void {
  const path = placeholderIn(input, []);
  if (path) throw refused(`${action}: ${pathTo(path)}: put your own in the place of ${PLACEHOLDER}. Nothing was done.`);
}

function placeholderIn(value: unknown, path: string[]): string[] | undefined {
  if (value === PLACEHOLDER) return path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, one] of Object.entries(value)) {
    const found = placeholderIn(one, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

function refuseSiblings(order: OrderRun, item: ItemRun, path: string, jobId: string): void {
  if (settingOf(order, item).isSiblings(jobId))
    throw refused(`${path}: another item of this order has that job, or had it.`);
}

/** The refusal of a decision that something else was quicker than. */
export const overtaken = (action: ItemAction, item: ItemRun): ApplicationFailure =>
  refused(`${action} was not carried out: meanwhile item ${item.itemId} is ${viewState(item)}.`);

/** The Web UI shows a refusal with its stack trace: there is none. What Temporal cannot carry would fail the task for ever. */
function refused(message: string): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(shorten(message, REFUSAL_LENGTH), FAILURES.updateRefused);
  failure.stack = '';
  return failure;
}
