import { z } from 'zod';
import { keptFilesSchema } from './kept-files.js';
import type { ProductionItem } from './item.js';
import { printFileSchema, SOURCES } from './outcome.js';

/** An item's states as the outside sees them; inside, `submitting` is several. */
export const ITEM_STATES = [
  'submitting',
  'rendering',
  'delivering',
  'attention',
  'produced',
  'abandoned',
  'cancelled',
] as const;
export const ORDER_STATES = ['running', 'attention', 'produced', 'partly-produced', 'failed', 'cancelled'] as const;

/** Held reasons go on by themselves: the shop is on hold. */
export const HELD_REASONS = ['insufficient-funds', 'unauthorized', 'unreachable'] as const;
/** The other reasons wait for a person. */
export const DECISION_REASONS = [
  'refused',
  'render-failed',
  'outcome-unknown',
  'job-unknown',
  'overdue',
  'preflight-failed',
  'delivery-failed',
] as const;
export const ATTENTION_REASONS = [...HELD_REASONS, ...DECISION_REASONS] as const;

/** Stands beside the reasons in `PrintessAttention` where a produced item has a warning. */
export const WARNING = 'warning';

export const JOB_STATES = ['rendering', 'succeeded', 'failed', 'unknown'] as const;
/** The updates by which a person decides about an item. */
export const ITEM_ACTIONS = ['retryItem', 'adoptJob', 'approveItem', 'abandonItem'] as const;

export type ItemViewState = (typeof ITEM_STATES)[number];
export type OrderState = (typeof ORDER_STATES)[number];
export type HeldReason = (typeof HELD_REASONS)[number];
export type DecisionReason = (typeof DECISION_REASONS)[number];
export type AttentionReason = (typeof ATTENTION_REASONS)[number];
export type ItemAction = (typeof ITEM_ACTIONS)[number];

export const isHeld = (reason: AttentionReason): reason is HeldReason =>
  (HELD_REASONS as readonly string[]).includes(reason);

const attentionSchema = z.object({
  reason: z.enum(ATTENTION_REASONS),
  /** What happened, what Printess said, and what a person can do, in plain words. */
  message: z.string(),
  /** ISO 8601. */
  since: z.string(),
});

const jobViewSchema = z.object({
  generation: z.number().int(),
  jobId: z.string(),
  printessOrderId: z.string().optional(),
  state: z.enum(JOB_STATES),
});

/** What a person has decided about an item. */
export const decisionSchema = z.object({
  /** ISO 8601. */
  at: z.string(),
  action: z.enum(ITEM_ACTIONS),
  /** Who, where their client says so. */
  by: z.string().optional(),
  reason: z.string().optional(),
  /** Fields of the item that the decision has changed. */
  changed: z.array(z.string()).optional(),
});

/** One item as shops and operators see it. */
export const itemViewSchema = z.object({
  itemId: z.string(),
  state: z.enum(ITEM_STATES),
  generation: z.number().int(),
  /** The item as it is ordered now; these four are absent in views of orders that ended before they were part of it. */
  templateName: z.string().optional(),
  copies: z.number().int().optional(),
  productType: z.string().optional(),
  /** The shop's own words about it. */
  reference: z.unknown().optional(),
  /** Every job that Printess accepted (and took credits for) or that a person had us adopt. */
  jobs: z.array(jobViewSchema),
  /** The job that the item follows now. */
  jobId: z.string().optional(),
  files: z.array(printFileSchema).optional(),
  fileCount: z.number().int().optional(),
  /** True where the list of files was too large to keep; `fileCount` and `zip` are still right. */
  filesOmitted: z.literal(true).optional(),
  zip: z.string().optional(),
  /** ISO 8601: when Printess deletes `files` and `zip`, 30 days after it has made them. */
  filesUntil: z.string().optional(),
  /** Where its files are kept, where the order's policy says that they are. */
  kept: keptFilesSchema.optional(),
  /** ISO 8601: when the save token ends that it is ordered by; it cannot be rendered any more then. */
  saveTokenUntil: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  attention: attentionSchema.optional(),
  /** Where the final outcome was learnt from. */
  source: z.enum(SOURCES).optional(),
  /** Produce calls that left us, accepted or not; a call whose fate is unknown counts. */
  produceCalls: z.number().int(),
  statusCalls: z.number().int(),
  /** True while nobody knows whether Printess accepted (and was paid for) a call of this generation. */
  unansweredCall: z.literal(true).optional(),
  /** Callbacks that changed nothing: a job's end reported again, another job's, or a signal that could not be read. */
  ignoredCallbacks: z
    .object({ repeated: z.number().int(), foreign: z.number().int(), unreadable: z.number().int().optional() })
    .optional(),
  /** ISO 8601. */
  nextStatusCheckAt: z.string().optional(),
  /** What people have decided about it, the newest last. */
  decisions: z.array(decisionSchema).optional(),
  /** Updates that make sense now. */
  actions: z.array(z.enum(ITEM_ACTIONS)),
});

/** One order as shops and operators see it: the workflow's query and result, and the HTTP API's body. */
export const orderViewSchema = z.object({
  orderId: z.string(),
  shop: z.string(),
  state: z.enum(ORDER_STATES),
  /** The shop's own words about it. */
  reference: z.unknown().optional(),
  items: z.array(itemViewSchema),
  createdAt: z.string(),
  updatedAt: z.string(),
  links: z.object({ webUi: z.string().optional() }),
});

export type ItemView = z.infer<typeof itemViewSchema>;
export type OrderView = z.infer<typeof orderViewSchema>;
export type JobView = z.infer<typeof jobViewSchema>;
export type Attention = z.infer<typeof attentionSchema>;
export type DecisionView = z.infer<typeof decisionSchema>;

/** Whether an order in this state goes on: its workflow runs. */
export const isOpen = (state: OrderState): state is 'running' | 'attention' =>
  state === 'running' || state === 'attention';

/** An order's state, derived from its items; `cancelled` wins over whatever was produced. */
export function orderStateOf(items: readonly { state: ItemViewState }[], cancelled: boolean): OrderState {
  if (cancelled) return 'cancelled';
  const count = (...states: ItemViewState[]) => items.filter(({ state }) => states.includes(state)).length;
  if (count('attention') > 0) return 'attention';
  if (count('submitting', 'rendering', 'delivering') > 0) return 'running';
  if (count('produced') === items.length) return 'produced';
  return count('produced') > 0 ? 'partly-produced' : 'failed';
}

/** The view of an order that has just been started: what `submit` can show before any worker has seen it. */
export function openingView(
  order: { orderId: string; shop: string; items: ProductionItem[]; reference?: unknown },
  at: Date,
): OrderView {
  const now = at.toISOString();
  return {
    orderId: order.orderId,
    shop: order.shop,
    state: 'running',
    ...(order.reference !== undefined && { reference: order.reference }),
    items: order.items.map(({ itemId, templateName, copies, productType, reference }) => ({
      itemId,
      state: 'submitting',
      generation: 1,
      templateName,
      ...(copies !== undefined && { copies }),
      ...(productType !== undefined && { productType }),
      ...(reference !== undefined && { reference }),
      jobs: [],
      produceCalls: 0,
      statusCalls: 0,
      actions: [],
    })),
    createdAt: now,
    updatedAt: now,
    links: {},
  };
}
