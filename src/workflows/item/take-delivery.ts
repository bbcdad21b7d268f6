import type { ItemState } from '../../contract/carried-state.js';
import type { KeepFilesAnswer } from '../../contract/delivery.js';
import { deliveryFailedText } from './attention-texts.js';
import { warn, type ItemRun, type Setting } from './item-run.js';
import { preflightFailed } from './record-outcome.js';

/** What becomes of an item when its files have been brought into the archive, or could not be. Nothing of it is paid. */
export function takeDelivery(
  item: ItemRun,
  { approved }: Extract<ItemState, { kind: 'delivering' }>,
  answer: KeepFilesAnswer,
  { now }: Setting,
): ItemState {
  switch (answer.kind) {
    case 'kept':
      item.kept = answer.kept;
      for (const fault of answer.faults) warn(item, fault);
      return { kind: 'produced' };
    case 'faulty':
      return preflightFailed(item, answer.faults, now);
    case 'failed':
      return {
        kind: 'attention',
        reason: 'delivery-failed',
        message: deliveryFailedText(item, answer.message),
        since: now,
        ...(approved && { approved }),
      };
    default:
      return answer satisfies never;
  }
}
