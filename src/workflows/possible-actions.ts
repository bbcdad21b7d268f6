import type { ItemAction } from '../contract/view.js';
import type { AttentionReason } from '../contract/view.js';
import { isHeldItem, type ItemRun } from './order-run.js';

const ADOPTABLE: readonly AttentionReason[] = ['outcome-unknown', 'job-unknown', 'overdue', 'render-failed'];

/** The updates that make sense for an item now; the validators refuse all others. */
export function possibleActions(item: ItemRun): ItemAction[] {
  if (!item.attention || item.decision || item.calling) return [];
  const actions: ItemAction[] = [];
  if (!isHeldItem(item)) actions.push('retryItem');
  if (ADOPTABLE.includes(item.attention.reason)) actions.push('adoptJob');
  if (item.attention.reason === 'preflight-failed') actions.push('approveItem');
  return [...actions, 'abandonItem'];
}
