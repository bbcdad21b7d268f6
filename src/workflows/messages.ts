import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AbandonItem, AdoptJob, ApproveItem, CheckNow, RetryItem } from '../contract/messages.js';
import { QUERY_ORDER, SIGNALS, UPDATES } from '../contract/names.js';
import type { CallbackReport } from '../contract/outcome.js';
import type { ItemView, OrderView } from '../contract/view.js';

/** A job's end, forwarded by the callback endpoint. */
export const printessCallback = defineSignal<[CallbackReport]>(SIGNALS.printessCallback);
/** Look at the open jobs of the order, or of one item, now. */
export const checkNow = defineSignal<[CheckNow?]>(SIGNALS.checkNow);
/** The shop's trouble is mended: go on with what is held. */
export const resume = defineSignal(SIGNALS.resume);

/** Order the item anew, as its next generation. */
export const retryItem = defineUpdate<ItemView, [RetryItem]>(UPDATES.retryItem);
/** Follow this job from now on. */
export const adoptJob = defineUpdate<ItemView, [AdoptJob]>(UPDATES.adoptJob);
/** Take the files as they are. */
export const approveItem = defineUpdate<ItemView, [ApproveItem]>(UPDATES.approveItem);
/** Give the item up. */
export const abandonItem = defineUpdate<ItemView, [AbandonItem]>(UPDATES.abandonItem);

/** The order as it stands. */
export const order = defineQuery<OrderView>(QUERY_ORDER);
