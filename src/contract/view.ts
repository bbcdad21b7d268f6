import * as z from 'zod';
import { keptFilesSchema } from './kept-files.js';
import type { ProductionItem } from './item.js';
import { printFileSchema, SOURCES } from './outcome.js';
import type { AttentionReason, ItemAction, ItemViewState, OrderState, OrderView } from './types.js';

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

export type { AttentionReason, ItemAction, ItemViewState, OrderState };
export type HeldReason = (typeof HELD_REASONS)[number];
export type DecisionReason = (typeof DECISION_REASONS)[number];

export const isHeld = (reason: AttentionReason): reason is HeldReason =>
  (HELD_REASONS as readonly string[]).includes(reason);

export const orderStateSchema = z.enum(ORDER_STATES).meta({
  id: 'OrderState',
  description:
    '`attention`: an item needs a person, or waits by itself; else `running` while an item is open. An ended order is ' +
    '`produced` (all items), `partly-produced` (some), `failed` (none) or `cancelled`.',
});
export const attentionReasonSchema = z.enum(ATTENTION_REASONS).meta({
  id: 'AttentionReason',
  description:
    'Why an item waits. `insufficient-funds`, `unauthorized` and `unreachable` go on by themselves once that is fixed; ' +
    'about the others a person decides.',
});
const itemStateSchema = z.enum(ITEM_STATES).meta({
  id: 'ItemViewState',
  description:
    '`submitting`: on its way to Printess; `rendering`: Printess is making it; `delivering`: its files are fetched and ' +
    'kept; `attention`: it waits, for a reason; ' +
    '`produced`, `abandoned` and `cancelled` are its ends.',
});
const itemActionSchema = z.enum(ITEM_ACTIONS).meta({
  id: 'ItemAction',
  description: 'The updates by which a person decides about an item.',
});

const attentionSchema = z
  .object({
    reason: attentionReasonSchema.describe('Why it waits.'),
    message: z.string().describe('What happened, what Printess said, and what a person can do, in plain words.'),
    since: z.string().describe('Since when the item waits, in ISO 8601.'),
  })
  .meta({ id: 'Attention', description: 'Why an item waits, since when, and what can be done.' });

const jobViewSchema = z
  .object({
    generation: z.number().int().describe('The generation of the item that the job is of.'),
    jobId: z.string().describe('The job, as Printess has named it.'),
    printessOrderId: z.string().optional().describe('The job’s record in the list of orders of Printess.'),
    state: z
      .enum(JOB_STATES)
      .describe('`unknown`: Printess does not know the job any more; it will never end by itself.'),
  })
  .meta({ id: 'JobView', description: 'A job that Printess has accepted for an item, or that a person had us adopt.' });

/** What a person has decided about an item. */
export const decisionSchema = z
  .object({
    at: z.string().describe('When it was decided, in ISO 8601.'),
    action: itemActionSchema.describe('What was decided.'),
    by: z.string().optional().describe('Who has decided, where their client says so.'),
    reason: z.string().optional().describe('Why, in their words.'),
    changed: z
      .array(z.string())
      .optional()
      .describe('Fields of the item that the decision has changed; `copies (gone)` where one is not there any more.'),
  })
  .meta({ id: 'DecisionView', description: 'What a person has decided about an item.' });

/** One item as shops and operators see it. */
export const itemViewSchema = z
  .object({
    itemId: z.string().describe('The shop’s id of the item.'),
    state: itemStateSchema.describe('What the item is doing, or how it has ended.'),
    generation: z
      .number()
      .int()
      .describe('How often a person has decided to have the item rendered: 1, and one more for each retry.'),
    templateName: z
      .string()
      .optional()
      .describe('What the item is made from, as it is ordered now; absent in views of orders that ended long ago.'),
    copies: z.number().int().optional().describe('How many copies are ordered, where the item says so.'),
    productType: z.string().optional().describe('The kind of product, where the item says so.'),
    reference: z.unknown().optional().describe('The shop’s own JSON about the item.'),
    jobs: z
      .array(jobViewSchema)
      .describe('Every job that Printess accepted (and took credits for) or that a person had us adopt.'),
    jobId: z.string().optional().describe('The job that the item follows now.'),
    files: z.array(printFileSchema).optional().describe('The files of a produced item.'),
    fileCount: z.number().int().optional().describe('How many files there are, also where `files` leaves them out.'),
    filesOmitted: z
      .literal(true)
      .optional()
      .describe('True where the list of files was too large to keep; `fileCount` and `zip` are still right.'),
    zip: z.string().optional().describe('Where all files are fetched as one archive, where Printess made one.'),
    filesUntil: z
      .string()
      .optional()
      .describe('When Printess deletes `files` and `zip`, 30 days after it has made them, in ISO 8601.'),
    kept: keptFilesSchema.optional().describe('Where its files are kept, where the order’s policy says that they are.'),
    saveTokenUntil: z
      .string()
      .optional()
      .describe('When the save token ends that it is ordered by, in ISO 8601: it cannot be rendered any more then.'),
    warnings: z
      .array(z.string())
      .optional()
      .describe('What a person should know before it is printed, a sentence each.'),
    attention: attentionSchema.optional().describe('Why the item waits; absent where it does not.'),
    source: z.enum(SOURCES).optional().describe('Where the outcome was learnt from: a callback, or a status check.'),
    produceCalls: z
      .number()
      .int()
      .describe('Produce calls that left us, accepted or not; a call whose fate is unknown counts.'),
    statusCalls: z.number().int().describe('Status calls made, retries included.'),
    unansweredCall: z
      .literal(true)
      .optional()
      .describe('True while nobody knows whether Printess accepted (and was paid for) a call of this generation.'),
    ignoredCallbacks: z
      .object({
        repeated: z.number().int().describe('A job’s end, reported again.'),
        foreign: z.number().int().describe('About another job than the item’s.'),
        unreadable: z.number().int().optional().describe('A signal that could not be read.'),
      })
      .optional()
      .describe('How many callbacks changed nothing, and why.'),
    nextStatusCheckAt: z.string().optional().describe('When Printess is asked next about the job, in ISO 8601.'),
    decisions: z
      .array(decisionSchema)
      .optional()
      .describe('What people have decided about the item, the newest last; the last ten.'),
    actions: z.array(itemActionSchema).describe('Decisions that are possible now.'),
  })
  .meta({ id: 'ItemView', description: 'One item as shops and operators see it.' });

/** One order as shops and operators see it: the workflow's query and result, and the HTTP API's body. */
export const orderViewSchema = z
  .object({
    orderId: z.string().describe('The shop’s id of the order.'),
    shop: z.string().describe('The shop whose order it is.'),
    state: orderStateSchema.describe('How the order stands, derived from its items.'),
    reference: z.unknown().optional().describe('The shop’s own JSON about the order.'),
    items: z.array(itemViewSchema).describe('The items, in the order of what was submitted.'),
    createdAt: z.string().describe('When the order was started, in ISO 8601.'),
    updatedAt: z.string().describe('When the view has last changed, in ISO 8601.'),
    links: z
      .object({ webUi: z.string().optional().describe('The order in the Temporal Web UI, where its address is set.') })
      .describe('Where a person sees more.'),
  })
  .meta({ id: 'OrderView', description: 'One order as shops and operators see it.' });

export type { OrderView };
export type { Attention, DecisionView, ItemView, JobView } from './types.js';

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
