import type { ItemState } from '../../contract/carried-state.js';
import type { OrderRun } from '../order/order-run.js';
import { endIdleHold } from '../order/hold.js';
import { noteChange } from '../order/note-change.js';
import { observeState } from '../publish/observe.js';
import { awaitDecision } from './await-decision.js';
import { deliverFiles } from './deliver-files.js';
import { followJob } from './follow-job.js';
import { hear, reportToProve } from './hear.js';
import { hasEnded, type ItemRun } from './item-run.js';
import { proveReport } from './prove-report.js';
import { resolveUnansweredCall } from './resolve-unanswered-call.js';
import { call, submit } from './submit.js';
import { waitOutHold } from './wait-out-hold.js';

/** One item's life: each step waits for something and says what the item does next. The only writer of its state. */
export async function runItem(order: OrderRun, item: ItemRun): Promise<void> {
  while (!hasEnded(item)) {
    const { state } = item;
    const next = await step(order, item, state);
    if (next === state) continue;
    // Files that nobody waits for any more are not brought in.
    if (state.kind === 'delivering') item.question?.withdraw?.();
    item.state = next;
    // A decision dies with the state that it answers, and so does a question that was asked for its sake.
    item.decision = undefined;
    item.question = undefined;
    if (next.kind !== state.kind) item.check = undefined;
    if (state.kind === 'held') endIdleHold(order);
    observeState(order, item, state);
    noteChange(order, item);
  }
}

async function step(order: OrderRun, item: ItemRun, state: ItemState): Promise<ItemState> {
  // A call in flight comes home, whatever happens meanwhile.
  if (state.kind === 'calling') return call(order, item);
  const heard = hear(order, item, state);
  if (heard) return heard;
  const report = reportToProve(item);
  if (report) return proveReport(order, item, state, report);
  switch (state.kind) {
    case 'queued':
      return submit(order, item, state);
    case 'unanswered':
      return resolveUnansweredCall(order, item, state);
    case 'rendering':
      return followJob(order, item, state);
    case 'held':
      return waitOutHold(order, item, state);
    case 'attention':
      return awaitDecision(order, item, state);
    case 'delivering':
      return deliverFiles(order, item, state);
    case 'produced':
    case 'abandoned':
    case 'cancelled':
      return state;
    default:
      return state satisfies never;
  }
}
