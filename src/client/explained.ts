import type { Client } from '@temporalio/client';
import { explainTemporal } from './temporal-errors.js';

/** What a call of the client comes to; Temporal's own errors say what they are about. */
export async function explained<T>({ options }: Client, asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    throw explainTemporal(error, options.namespace);
  }
}

/** The same for what comes one by one. */
export async function* eachExplained<T>(
  { options }: Client,
  coming: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  try {
    yield* coming;
  } catch (error) {
    throw explainTemporal(error, options.namespace);
  }
}
