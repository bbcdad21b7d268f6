import { rawValueTypeInfo, type RawValue } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CarriedState } from '../../contract/carried-state.js';
import type { AbandonItem, AdoptJob, ApproveItem, RetryItem } from '../../contract/messages.js';
import { QUERY_CARRIED_STATE, QUERY_ORDER, SIGNALS, UPDATES } from '../../contract/names.js';
import type { ItemView, OrderView } from '../../contract/view.js';

/** What signals bring is read by their handlers, never by the SDK. */
const signal = (name: string) => defineSignal<[RawValue?]>(name, { typeInfo: { inputTypes: [rawValueTypeInfo] } });

/** A job's end, forwarded by the callback endpoint. */
export const printessCallback = signal(SIGNALS.printessCallback);
/** Check the status of the order's open jobs, or of one item's, now. */
export const checkNow = signal(SIGNALS.checkNow);
/** What kept the shop on hold is fixed: go on with what is held. */
export const resume = signal(SIGNALS.resume);

/** Order the item again, as its next generation. */
export const retryItem = defineUpdate<ItemView, [RetryItem]>(UPDATES.retryItem);
/** Follow this job from now on. */
export const adoptJob = defineUpdate<ItemView, [AdoptJob]>(UPDATES.adoptJob);
/** Take the files as they are. */
export const approveItem = defineUpdate<ItemView, [ApproveItem]>(UPDATES.approveItem);
/** Give the item up. */
export const abandonItem = defineUpdate<ItemView, [AbandonItem]>(UPDATES.abandonItem);

/** The order as it stands. */
export const order = defineQuery<OrderView>(QUERY_ORDER);
/** All that the order knows, for the run that follows it. */
export const carriedState = defineQuery<CarriedState>(QUERY_CARRIED_STATE);
