import { z } from 'zod';
import { durationSchema, milliseconds } from './duration.js';

/** How long an order waits for what. Every field may be absent: then `DEFAULT_POLICY` holds. */
export const policySchema = z.strictObject({
  /** Waits from one look to the next; the last one repeats. */
  statusChecks: z.array(durationSchema).min(1).max(20).optional(),
  /** From acceptance to the last look, per generation. */
  orderDeadline: durationSchema.optional(),
  /** How long an item waits for a person before it is abandoned. */
  attentionTimeout: durationSchema.optional(),
  /** Waits from one probe of a shop in trouble to the next; the last one repeats. */
  holdRetry: z.array(durationSchema).min(1).max(20).optional(),
  /** How long an accepted call may take to show in /orders/list. */
  settleTime: durationSchema.optional(),
  /** Deadline of one HTTP call to Printess, 30s at most. */
  httpTimeout: durationSchema.refine((text) => milliseconds(text) <= 30_000, 'at most 30s').optional(),
});

export type Policy = z.infer<typeof policySchema>;

/** What holds where a policy is silent. */
export const DEFAULT_POLICY = {
  statusChecks: ['10m', '1h', '4h', '12h', '24h'],
  orderDeadline: '48h',
  attentionTimeout: '7d',
  holdRetry: ['5m', '15m', '1h'],
  settleTime: '60s',
  httpTimeout: '30s',
} satisfies Required<Policy>;

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
export function waitsOf(policy: Policy = {}): Waits {
  return {
    statusChecks: (policy.statusChecks ?? DEFAULT_POLICY.statusChecks).map(milliseconds),
    orderDeadline: milliseconds(policy.orderDeadline ?? DEFAULT_POLICY.orderDeadline),
    attentionTimeout: milliseconds(policy.attentionTimeout ?? DEFAULT_POLICY.attentionTimeout),
    holdRetry: (policy.holdRetry ?? DEFAULT_POLICY.holdRetry).map(milliseconds),
    settleTime: milliseconds(policy.settleTime ?? DEFAULT_POLICY.settleTime),
    httpTimeout: milliseconds(policy.httpTimeout ?? DEFAULT_POLICY.httpTimeout),
  };
}
