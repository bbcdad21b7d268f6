import type { AttentionReason, ItemAction } from '../../contract/view.js';
import { hasEnded, newest, type ItemRun } from '../item/item-run.js';

const ADOPTABLE: readonly AttentionReason[] = ['outcome-unknown', 'job-unknown', 'overdue', 'render-failed'];

/** The updates that make sense for an item now; the validators refuse all others. */
export function possibleActions(item: ItemRun): ItemAction[] {
  const { state } = item;
  if (hasEnded(item) || state.kind === 'calling' || newest(item).call === 'in-flight' || item.decision) return [];
  if (state.kind !== 'attention') return ['abandonItem'];
  return [
    'retryItem',
    ...(ADOPTABLE.includes(state.reason) ? (['adoptJob'] as const) : []),
    ...(state.reason === 'preflight-failed' ? (['approveItem'] as const) : []),
    'abandonItem',
  ];
}
