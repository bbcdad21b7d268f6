import type { CancelledFailure } from '@temporalio/common';
import type { CancellationScope } from '@temporalio/workflow';
import type { Hold } from '../../contract/carried-state.js';
import type { ProductionOrder } from '../../contract/order.js';
import type { Waits } from '../../contract/policy.js';
import type { ItemRun } from '../item/item-run.js';
import type { SharedTimer } from './shared-timer.js';

/** A running order: what it knows, and the tools by which its items wait, call and change. */
export interface OrderRun {
  /** As it was submitted; what has been corrected since stands in the items. */
  input: ProductionOrder;
  waits: Waits;
  items: ItemRun[];
  hold?: Hold | undefined;
  createdAt: number;
  updatedAt: number;
  /** The number of the next event, where the shop wants events. */
  nextEvent?: number | undefined;
  /** Until then calls of runs before the one that has carried this state over may land unseen. */
  earlierCallsUntil?: number | undefined;
  timer: SharedTimer;
  /** Items that wait to be sent, first come, first served. */
  queue: ItemRun[];
  /** Items whose produce call is in flight, or is made next. */
  calling: Set<ItemRun>;
  /** Items whose files are being brought into the archive. */
  delivering: Set<ItemRun>;
  /** Calls and questions in flight: cancelling one ends it if no worker has started it yet. */
  inFlight: Set<CancellationScope>;
  /** Set when somebody has asked to cancel the order, until its end is decided. */
  cancelled?: CancelledFailure;
  /** Temporal has suggested to continue as new; asked for in activations that leave events alone. */
  isLong: boolean;
  /** Nothing new is begun any more: the order is about to continue as new. */
  draining: boolean;
  /** The manifest of what is kept is written, by this run. */
  isHandedOver: boolean;
  /** The order's end is decided: what comes now changes nothing. */
  ending: boolean;
  /** The newest signals of people, and why one was ignored; not carried over. */
  signals: { at: number; name: string; itemId?: string | undefined; ignored?: string }[];
  /** Something has changed that the outside has not been shown. */
  isChanged: boolean;
  /** Of the input's JSON. */
  inputBytes: number;
}
