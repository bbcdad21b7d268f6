import type { StatusAnswer } from '../../contract/activity-inputs.js';
import type { ItemState, KeptReport } from '../../contract/carried-state.js';
import { checkStatus } from '../calls/check-status.js';
import type { OrderRun } from '../order/order-run.js';
import { settingOf } from '../order/setting-of.js';
import { follow } from './follow.js';
import { newest, proveAccepted, type ItemRun, type Setting } from './item-run.js';

/** A callback names a job while nobody knows whether the item's call was accepted: Printess is asked about that job. */
export async function proveReport(
  order: OrderRun,
  item: ItemRun,
  state: ItemState,
  kept: KeptReport,
): Promise<ItemState> {
  const { jobId = '' } = kept.report;
  const asked = await checkStatus(order, item, { jobId, automatic: false });
  return asked ? takeProof(item, state, { kept, answer: asked.answer }, settingOf(order, item)) : state;
}

/** A job that Printess knows is the call's, and is followed; one that it does not know is asked about once more. */
export function takeProof(
  item: ItemRun,
  state: ItemState,
  { kept, answer }: { kept: KeptReport; answer: StatusAnswer | undefined },
  setting: Setting,
): ItemState {
  const { now, waits, isSiblings } = setting;
  const { jobId = '', printessOrderId, generation } = kept.report;
  if (!answer) {
    kept.askAt = now + (waits.statusChecks[0] ?? waits.settleTime);
    return state;
  }
  if (answer.kind === 'unknown' && !kept.missedOnce) {
    kept.missedOnce = true;
    kept.askAt = now + waits.settleTime;
    return state;
  }
  if (answer.kind === 'unknown' || isSiblings(jobId)) {
    item.reports.splice(item.reports.indexOf(kept), 1);
    item.ignored.foreign += 1;
    return state;
  }
  proveAccepted(newest(item));
  return follow(item, { jobId, generation, ...(printessOrderId !== undefined && { printessOrderId }) }, setting);
}
