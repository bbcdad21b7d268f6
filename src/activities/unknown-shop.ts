import { ApplicationFailure } from '@temporalio/activity';
import { FAILURES } from '../contract/names.js';

/** Thrown where the worker's configuration has no such shop: retrying on the same worker would not help. */
export function unknownShop(shop: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The worker's configuration has no shop ${shop}: add it to PRINTESS_SHOPS_FILE and restart the worker.`,
    FAILURES.unknownShop,
  );
}
