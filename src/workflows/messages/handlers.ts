import { CancelledFailure, type RawValue } from '@temporalio/common';
import { CancellationScope, condition, log, setHandler } from '@temporalio/workflow';
import { issuesOf, issuesText } from '../../contract/issues.js';
import { checkNowSchema } from '../../contract/messages.js';
import { callbackReportSchema } from '../../contract/outcome.js';
import { parseInput } from '../../contract/parse-input.js';
import { shorten } from '../../contract/shorten.js';
import type { ItemAction, ItemView } from '../../contract/view.js';
import { isUndelivered, type ItemRun } from '../item/item-run.js';
import { takeReport } from '../item/take-report.js';
import { carriedState } from '../order/carried-state.js';
import { retryHold } from '../order/hold.js';
import type { OrderRun } from '../order/order-run.js';
import { noteChange } from '../order/note-change.js';
import { noteSignal } from '../order/note-signal.js';
import { settingOf } from '../order/setting-of.js';
import { itemView, orderView } from '../publish/order-view.js';
import { asObject } from './as-object.js';
import * as messages from './definitions.js';
import { itemNames, overtaken, readDecision } from './read-decision.js';
import { readSignal } from './read-signal.js';

const SIGNALS_SHOWN = 5;
/** What a signal brings is in the text, and must leave room for others. */
const IGNORED_LENGTH = 200;

/** Sets the handlers of all messages. They record, and wait for nothing but what the same activation makes of it. */
export function handleMessages(order: OrderRun): void {
  setHandler(messages.order, () => orderView(order), { description: 'The order as it stands, as JSON.' });
  setHandler(messages.carriedState, () => carriedState(order), {
    description: 'Internal: all that the order knows, for the run that follows it.',
  });

  handleSignal(order, messages.printessCallback, {
    record: (report) => recordReport(order, report),
    description: 'Sent by the callback endpoint when Printess reports a job. Do not send it by hand: use checkNow.',
  });
  handleSignal(order, messages.checkNow, {
    record: (input) => recordCheckNow(order, input),
    description: 'Ask Printess now how the open jobs stand (free). Input: nothing, or {"itemId": "…"}.',
  });
  handleSignal(order, messages.resume, {
    record: () => recordResume(order),
    description: 'The shop’s credits, token, network or archive are fixed: try what is held now. Input: nothing.',
  });

  const decides = (action: ItemAction, description: string) => ({
    description,
    validator: (input: unknown) => void readDecision(order, action, input),
  });
  setHandler(
    messages.retryItem,
    (input) => decide(order, 'retryItem', input),
    decides(
      'retryItem',
      'Order an item again (1 credit), or fetch files again that could not be kept (free). Input: nothing where one item waits, "item id", or {"itemId": "…", "change": {…}}.',
    ),
  );
  setHandler(
    messages.adoptJob,
    (input) => decide(order, 'adoptJob', input),
    decides('adoptJob', 'Follow a job that Printess has already (free). Input: {"itemId": "…", "jobId": "…"}.'),
  );
  setHandler(
    messages.approveItem,
    (input) => decide(order, 'approveItem', input),
    decides(
      'approveItem',
      'Take the files as they are, after a failed preflight. Input: {"itemId": "…", "reason": "…"}.',
    ),
  );
  setHandler(
    messages.abandonItem,
    (input) => decide(order, 'abandonItem', input),
    decides(
      'abandonItem',
      'Give an item up. Input: nothing where one item waits, "item id", or {"itemId": "…", "reason": "…"}.',
    ),
  );
}

/** Signals cannot be refused: one that cannot be read is ignored, and said to be. */
function handleSignal(
  order: OrderRun,
  signal: typeof messages.resume,
  { record, description }: { record: (input: unknown) => void; description: string },
): void {
  const handle = (raw?: RawValue) => {
    noteSignal(order);
    let input: unknown;
    try {
      input = readSignal(raw);
    } catch (error) {
      log.warn(`A signal ${signal.name} is ignored: its input cannot be read`, { error });
      return note(order, { name: signal.name, ignored: 'its input cannot be read' });
    }
    record(input);
  };
  setHandler(signal, handle, { description });
}

/** Makes a request to cancel the workflow a fact of the order, for its items to act on; calls not yet started are not made. */
export function hearCancellation(order: OrderRun): void {
  CancellationScope.current().cancelRequested.catch((reason: unknown) => {
    if (order.ending) return;
    order.cancelled = reason instanceof CancelledFailure ? reason : new CancelledFailure('The order was cancelled');
    for (const scope of order.inFlight) scope.cancel();
  });
}

/**
 * The item acts on a decision in the same activation, so this waits for no I/O. A cancellation of the order that comes in
 * that activation too is the item's to hear: the answer says what has become of the decision.
 */
async function decide(order: OrderRun, action: ItemAction, input: unknown): Promise<ItemView> {
  const { item, decision } = readDecision(order, action, input);
  item.decision = decision;
  await CancellationScope.nonCancellable(() => condition(() => item.decision !== decision));
  // A callback that came in the same moment has ended what the decision was about.
  if (!item.decisions.includes(decision.record)) throw overtaken(action, item);
  return itemView(order, item);
}

function recordReport(order: OrderRun, input: unknown): void {
  const { data: report, error } = callbackReportSchema.safeParse(input);
  const why = error && issuesText(issuesOf(error));
  const item = order.items.find(({ itemId }) => itemId === (report?.itemId ?? itemNamedIn(input)));
  const about = { shop: order.input.shop, order: order.input.orderId };
  if (!item) {
    log.warn('A callback report is ignored: it names no item of this order', { ...about, why });
    const ignored = `it names no item of this order. Do not send it by hand: ${messages.checkNow.name} asks Printess`;
    return note(order, { name: messages.printessCallback.name, ignored });
  }
  if (!report) {
    log.warn('A callback report cannot be read: the job is asked about', { ...about, item: item.itemId, why });
    item.ignored.unreadable = (item.ignored.unreadable ?? 0) + 1;
  }
  const { itemId, generation } = item;
  takeReport(item, report ?? { itemId, generation }, settingOf(order, item));
  noteChange(order, item);
}

const itemNamedIn = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'itemId' in input ? input.itemId : undefined;

/** Items without a job, or whose status is being asked already, need no check: it is not remembered for later. */
function recordCheckNow(order: OrderRun, input: unknown): void {
  const parsed = parseInput(checkNowSchema, asObject(input));
  const { name } = messages.checkNow;
  if (!parsed.ok)
    return ignore(order, { name, ignored: `it takes no input, or {"itemId": "…"}: ${issuesText(parsed.issues)}` });
  const { itemId: named } = parsed.data;
  if (named !== undefined && !order.items.some(({ itemId }) => itemId === named))
    return ignore(order, { name, ignored: `the order has no item ${named}. Its items: ${itemNames(order.items)}` });
  const items = order.items.filter((item) => (named ?? item.itemId) === item.itemId && hasJobToCheck(item));
  if (items.length === 0) return ignore(order, { name, ignored: 'there is no job to ask about now' });
  note(order, { name, itemId: named });
  for (const item of items) if (!item.question) item.check ??= 'extra';
}

/** What kept orders from being sent, or files from being kept, is fixed. */
function recordResume(order: OrderRun): void {
  const { name } = messages.resume;
  const undelivered = order.items.filter(isUndelivered);
  if (!order.hold && undelivered.length === 0) return ignore(order, { name, ignored: 'nothing is on hold' });
  note(order, { name });
  retryHold(order);
  for (const item of undelivered) item.check ??= 'extra';
}

/** Nobody gets an answer to a signal: so the screen says that it has come, or why it was ignored. */
function note(order: OrderRun, signal: Omit<OrderRun['signals'][number], 'at'>): void {
  order.signals = [...order.signals, { at: Date.now(), ...signal }].slice(-SIGNALS_SHOWN);
  order.isChanged = true;
}

function ignore(order: OrderRun, signal: { name: string; ignored: string }): void {
  log.warn(`A signal ${signal.name} is ignored: ${signal.ignored}`);
  note(order, { ...signal, ignored: shorten(signal.ignored, IGNORED_LENGTH) });
}

const hasJobToCheck = ({ state: { kind }, jobId }: ItemRun): boolean =>
  jobId !== undefined && (kind === 'rendering' || kind === 'attention');
