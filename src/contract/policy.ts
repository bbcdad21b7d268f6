import * as z from 'zod';
import { durationSchema, milliseconds } from './duration.js';
import type { Policy } from './types.js';

/** A wait of an order: a second or more, since every wait that ends costs events of its history. */
export const waitSchema = durationSchema.refine((text) => milliseconds(text) >= 1_000, '1s or more');
/** What becomes of files that are not what was ordered. */
export const ACCEPTANCES = ['warn', 'attention'] as const;
const waits = z.array(waitSchema).min(1).max(20);

/** How long an order waits for what, and what becomes of its files. Every field may be absent: then `DEFAULT_POLICY` holds. */
export const policySchema = z
  .strictObject({
    statusChecks: waits
      .optional()
      .describe('Waits from one status check to the next, where the callback stays away; the last one repeats.'),
    orderDeadline: waitSchema
      .optional()
      .describe('From an item’s acceptance to its last status check: then it is overdue, and a person decides.'),
    attentionTimeout: waitSchema.optional().describe('How long an item waits for a person before it is abandoned.'),
    holdRetry: waits.optional().describe('Waits from one try of a held order to the next; the last one repeats.'),
    settleTime: waitSchema
      .optional()
      .describe('How long an accepted call may take to show in the list of orders of Printess.'),
    httpTimeout: waitSchema
      .refine((text) => milliseconds(text) <= 30_000, 'at most 30s')
      .optional()
      .describe('Deadline of one HTTP call to Printess, 30s at most.'),
    archive: z
      .boolean()
      .optional()
      .describe('Bring the files into the worker’s archive: an item is produced when they are kept there.'),
    acceptance: z
      .enum(ACCEPTANCES)
      .optional()
      .describe('What becomes of files that are not what was ordered: a warning, or a person is asked.'),
  })
  .meta({
    id: 'Policy',
    description:
      'How long an order waits for what, in durations such as 90s, 10m, 48h, 7d, and what becomes of its files. What is ' +
      'absent has its default.',
  });

export type { Policy };

/** What holds where a policy is silent; the starter writes it into the order, so that a later default moves no order. */
export const DEFAULT_POLICY = {
  statusChecks: ['10m', '1h', '4h', '12h', '24h'],
  orderDeadline: '48h',
  attentionTimeout: '7d',
  holdRetry: ['5m', '15m', '1h'],
  settleTime: '60s',
  httpTimeout: '30s',
} satisfies CompletePolicy;

/** The waits are complete. What becomes of files is written down where it is asked for: absent, it is nothing, for ever. */
export type CompletePolicy = { [K in keyof Durations]-?: Exclude<Durations[K], undefined> } & AboutFiles;
type AboutFiles = Pick<Policy, 'archive' | 'acceptance'>;
type Durations = Omit<Policy, keyof AboutFiles>;

/** The policy with the defaults in its gaps. */
export function completePolicy(policy: Policy = {}): CompletePolicy {
  const given = Object.entries(policy).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_POLICY, ...Object.fromEntries(given) };
}

/** A policy in milliseconds, complete. */
export interface Waits {
  statusChecks: number[];
  orderDeadline: number;
  attentionTimeout: number;
  holdRetry: number[];
  settleTime: number;
  httpTimeout: number;
}

/** The policy's waits in milliseconds, defaults filled in. */
export function waitsOf(policy?: Policy): Waits {
  const { statusChecks, orderDeadline, attentionTimeout, holdRetry, settleTime, httpTimeout } = completePolicy(policy);
  return {
    statusChecks: statusChecks.map(milliseconds),
    orderDeadline: milliseconds(orderDeadline),
    attentionTimeout: milliseconds(attentionTimeout),
    holdRetry: holdRetry.map(milliseconds),
    settleTime: milliseconds(settleTime),
    httpTimeout: milliseconds(httpTimeout),
  };
}
