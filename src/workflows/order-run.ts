import type { CancelledFailure } from '@temporalio/common';
import type { ProductionItem } from '../contract/item.js';
import type { ProductionOrder } from '../contract/order.js';
import type { CallbackReport, Success } from '../contract/outcome.js';
import { waitsOf, type Waits } from '../contract/policy.js';
import {
  isHeld,
  type Attention,
  type AttentionReason,
  type HeldReason,
  type ItemState,
  type ItemView,
  type JobView,
  type OrderState,
} from '../contract/view.js';
import { createAlarmClock, type AlarmClock } from './alarm-clock.js';
import type { Decision } from './decision.js';
import { toldEvents, type ToldEvents } from './told-events.js';

/** All that a running order knows; messages record facts in it, the items' lives decide. */
export interface OrderRun {
  order: ProductionOrder;
  waits: Waits;
  items: ItemRun[];
  clock: AlarmClock;
  /** Items that want to call produce, first come, first served; one leaves with its answer. */
  line: ItemRun[];
  /** The shop's trouble, held once for all items. */
  trouble?: Trouble | undefined;
  /** Set when somebody has asked to cancel the order. */
  cancelled?: CancelledFailure;
  /** Bytes of the file lists kept so far. */
  fileBytes: number;
  createdAt: number;
  updatedAt: number;
  /** Set where the shop wants to be told. */
  events?: ToldEvents | undefined;
  /** What the search attributes say. */
  published: { state: OrderState; reasons: AttentionReason[] };
}

/** One item of a running order. */
export interface ItemRun {
  item: ProductionItem;
  state: ItemState;
  generation: number;
  jobs: JobRun[];
  /** The job that the item follows now. */
  job?: JobRun | undefined;
  /** Set from an ambiguous answer until the truth is known: what is known so far. */
  doubt?: Doubt | undefined;
  attention?: Attention | undefined;
  success?: Success;
  source?: ItemView['source'];
  warnings: string[];
  produceCalls: number;
  statusCalls: number;
  nextStatusCheckAt?: number | undefined;
  /** Whether a produce call is in flight. */
  calling: boolean;
  /** Callbacks not yet compared with the item's job. */
  callbacks: CallbackReport[];
  ignored: { repeated: number; foreign: number };
  /** Set by checkNow, and by a callback that could not be understood. */
  lookNow: boolean;
  /** The generation whose look a callback that could not be understood has brought forward already. */
  hurriedGeneration?: number;
  /** A person's decision, not yet acted on. */
  decision?: Decision | undefined;
  /** Set where the shop's trouble outlasted everybody's patience before the item was ever sent. */
  givenUp?: string;
}

/** A job of an item; times are milliseconds since the epoch. */
export interface JobRun extends JobView {
  /** When the last look is due. */
  deadline: number;
  looks: number;
  /** Whether a look has said already that Printess does not know the job. */
  missedOnce: boolean;
}

export interface Doubt {
  message: string;
  /** Produce calls that may still be made once two lists have proved that none was accepted. */
  callsLeft: number;
}

export interface Trouble {
  reason: HeldReason;
  message: string;
  since: number;
  probes: number;
  nextProbeAt: number;
}

/** A new run of the order, every item waiting to be sent. */
export function openOrder(order: ProductionOrder, generations: Record<string, number>): OrderRun {
  const now = Date.now();
  return {
    order,
    waits: waitsOf(order.policy),
    items: order.items.map((item) => openItem(item, generations[item.itemId] ?? 1)),
    clock: createAlarmClock(),
    line: [],
    fileBytes: 0,
    events: toldEvents(),
    createdAt: now,
    updatedAt: now,
    published: { state: 'running', reasons: [] },
  };
}

function openItem(item: ProductionItem, generation: number): ItemRun {
  return {
    item,
    state: 'submitting',
    generation,
    jobs: [],
    warnings: [],
    produceCalls: 0,
    statusCalls: 0,
    calling: false,
    callbacks: [],
    ignored: { repeated: 0, foreign: 0 },
    lookNow: false,
  };
}

const ENDED: readonly ItemState[] = ['produced', 'abandoned', 'cancelled'];

/** Whether nothing will change the item any more. */
export const hasEnded = ({ state }: ItemRun): boolean => ENDED.includes(state);

/** Whether the item waits for the shop's trouble to pass. */
export const isHeldItem = ({ attention }: ItemRun): boolean => attention !== undefined && isHeld(attention.reason);
