import { z } from 'zod';
import type { Issue } from '../../contract/issues.js';

/** RFC 9457: what an error of the orders API looks like. */
export const problemSchema = z.looseObject({
  /** Names the kind of problem; stable. */
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  /** Also in the header X-Request-Id, and in our log. */
  requestId: z.string(),
  /** What is wrong with the input, by path. */
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** Where an order differs from the one that exists. */
  fields: z.array(z.string()).optional(),
});

export type ProblemKind =
  | 'bad-request'
  | 'unauthorized'
  | 'not-found'
  | 'method-not-allowed'
  | 'order-conflict'
  | 'not-possible-now'
  | 'order-broken'
  | 'too-large'
  | 'wrong-type'
  | 'invalid-input'
  | 'too-many-requests'
  | 'internal'
  | 'no-worker'
  | 'temporal-away'
  | 'not-set-up';

/** Thrown by the routes; becomes a problem+json answer. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly kind: ProblemKind;
  readonly more: { issues?: Issue[]; fields?: string[]; retryAfter?: number };

  constructor(status: number, kind: ProblemKind, detail: string, more: Problem['more'] = {}) {
    super(detail);
    this.status = status;
    this.kind = kind;
    this.more = more;
  }

  /** The body of the answer. */
  toBody(requestId: string): z.infer<typeof problemSchema> {
    const { retryAfter, ...more } = this.more;
    const title = this.kind.replaceAll('-', ' ');
    return {
      type: `urn:printess-production:${this.kind}`,
      title,
      status: this.status,
      detail: this.message,
      requestId,
      ...more,
    };
  }
}
