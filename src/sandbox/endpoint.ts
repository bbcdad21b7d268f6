import type { Request, Response } from 'express';
import type * as z from 'zod';
import type { SandboxState } from './state.js';

/** One call of the Backend API: every one is a POST with a JSON body. The schemas validate and make the OpenAPI document. */
export interface Endpoint {
  path: string;
  tag: string;
  summary: string;
  request: z.ZodType;
  answer: z.ZodType;
  example: unknown;
  /** Statuses that it may answer instead, beside those that every call has. */
  refusals?: number[];
  handle: (state: SandboxState, body: never, exchange: Exchange) => unknown;
}

export interface Exchange {
  request: Request;
  response: Response;
}

/**
 * An endpoint whose handler is given the body as its schema makes it. What the handler returns is the answer; undefined
 * means that it has answered by itself.
 */
export function endpoint<S extends z.ZodType, A extends z.ZodType>(
  parts: Omit<Endpoint, 'handle' | 'request' | 'answer'> & {
    request: S;
    answer: A;
    handle: (
      state: SandboxState,
      body: z.output<S>,
      exchange: Exchange,
    ) => z.input<A> | undefined | Promise<z.input<A> | undefined>;
  },
): Endpoint {
  return parts;
}
