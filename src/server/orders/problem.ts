import * as z from 'zod';
import type { Issue } from '../../contract/issues.js';

/** RFC 9457: what an error of the orders API looks like. */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('Names the kind of problem; stable.'),
    title: z.string().describe('The kind of problem in words.'),
    status: z.number().int().describe('The answer’s HTTP status.'),
    detail: z.string().describe('What is the matter, and what to do.'),
    requestId: z.string().describe('Also in the header X-Request-Id, and in the server’s log.'),
    issues: z
      .array(
        z.object({
          path: z.string().describe('The field, such as `items[1].copies`.'),
          message: z.string().describe('What is wrong with it.'),
        }),
      )
      .optional()
      .describe('What is wrong with the input, by path.'),
    fields: z.array(z.string()).optional().describe('Where an order differs from the one that exists.'),
  })
  .meta({ id: 'Problem', description: 'Why a request was not done: a problem of RFC 9457.' });

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
