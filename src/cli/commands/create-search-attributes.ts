import type { Client } from '@temporalio/client';
import {
  INDEXED_VALUE_TYPES,
  searchAttributeFaults,
  searchAttributeSentences,
} from '../../client/search-attributes.js';
import { explainTemporal } from '../../client/temporal-errors.js';
import { SEARCH_ATTRIBUTES } from '../../contract/names.js';

/**
 * Creates the search attributes that the client's namespace lacks; returns their names. Throws where one is there with
 * another type: Temporal changes no type.
 */
export async function createSearchAttributes({ connection, options: { namespace } }: Client): Promise<string[]> {
  try {
    const { missing, wrong } = await searchAttributeFaults(connection, namespace);
    if (missing.length > 0)
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(
          missing.map((name) => [name, INDEXED_VALUE_TYPES[SEARCH_ATTRIBUTES[name]]]),
        ),
      });
    if (wrong.length > 0) throw new Error(searchAttributeSentences({ missing: [], wrong }, namespace).join('\n'));
    return missing;
  } catch (error) {
    throw explainTemporal(error, namespace);
  }
}
