import { searchAttributesSay, type TemporalServices } from './search-attributes.js';
import { isTemporalAway, isUnansweredRequest } from './sdk.js';
import { explainTemporal } from './temporal-errors.js';

const DEADLINE_MS = 2_000;

/** Throws, within 2 seconds, where Temporal does not answer for the namespace or has none of this name: which, in a sentence. */
export async function checkNamespace(services: TemporalServices, namespace: string): Promise<void> {
  await within(services, namespace, () => services.workflowService.describeNamespace({ namespace }));
}

/** Throws likewise, and where the namespace's search attributes are not ours. */
export async function checkSetUp(services: TemporalServices, namespace: string): Promise<void> {
  await checkNamespace(services, namespace);
  const sentences = await within(services, namespace, () => searchAttributesSay(services, namespace));
  if (sentences.length > 0) throw new Error(sentences.join(' '));
}

async function within<T>(services: TemporalServices, namespace: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await services.withDeadline(Date.now() + DEADLINE_MS, ask);
  } catch (cause) {
    if (isTemporalAway(cause) || isUnansweredRequest(cause))
      throw new Error(`Temporal does not answer within ${DEADLINE_MS / 1000} s.`, { cause });
    throw explainTemporal(cause, namespace);
  }
}
