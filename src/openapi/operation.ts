import type * as z from 'zod';

/** One call of an HTTP API, as its document describes it; the same schemas validate what comes in. */
export interface Operation {
  method: 'get' | 'post' | 'put';
  /** With parameters in braces: `/v1/orders/{orderId}`. */
  path: string;
  tag: string;
  summary: string;
  parameters?: Parameter[];
  body?: Body & { required?: boolean };
  /** By status. */
  answers: Record<string, { description: string } & Partial<Body>>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  schema: z.ZodType;
  description: string;
}

export interface Body {
  schema: z.ZodType;
  /** `application/json` where it is not said. */
  contentType?: string;
  example?: unknown;
}

/** What the API sends by itself to an address that its user has given. */
export interface Webhook {
  summary: string;
  schema: z.ZodType;
  /** What the receiver may answer, by status. */
  answers: Record<string, { description: string }>;
}
