import type { Client } from '@temporalio/client';
import {
  INDEXED_VALUE_TYPES,
  isNotForUs,
  searchAttributeFaults,
  searchAttributeSentences,
  type SearchAttributeName,
  type SearchAttributeRemedies,
} from '../../client/search-attributes.js';
import { explainTemporal } from '../../client/temporal-errors.js';
import { SEARCH_ATTRIBUTES } from '../../contract/names.js';

/** The search attributes that were lacking: those made now, and those that Temporal leaves to somebody else. */
export interface CreatedAttributes {
  created: SearchAttributeName[];
  left: SearchAttributeName[];
}

/**
 * Creates the search attributes that the client's namespace lacks. Throws where one is there with another type: Temporal
 * changes no type.
 */
export async function createSearchAttributes(
  { connection, options: { namespace } }: Client,
  remedies?: SearchAttributeRemedies,
): Promise<CreatedAttributes> {
  try {
    const { missing, wrong } = await searchAttributeFaults(connection, namespace);
    const isMade = missing.length === 0 || (await add(connection, namespace, missing));
    if (wrong.length > 0)
      throw new Error(searchAttributeSentences({ missing: [], wrong }, namespace, remedies).join('\n'));
    return isMade ? { created: missing, left: [] } : { created: [], left: missing };
  } catch (error) {
    throw explainTemporal(error, namespace);
  }
}

/** Returns whether Temporal lets us. */
async function add(
  { operatorService }: Pick<Client['connection'], 'operatorService'>,
  namespace: string,
  names: SearchAttributeName[],
): Promise<boolean> {
  const types = names.map((name) => [name, INDEXED_VALUE_TYPES[SEARCH_ATTRIBUTES[name]]] as const);
  try {
    await operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(types) });
    return true;
  } catch (error) {
    if (isNotForUs(error)) return false;
    throw error;
  }
}
