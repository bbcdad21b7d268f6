import type { Client } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../contract/names.js';

const NAMES = Object.keys(SEARCH_ATTRIBUTES) as (keyof typeof SEARCH_ATTRIBUTES)[];

/** Our search attributes that the client's namespace lacks. */
export async function missingSearchAttributes({ connection, options: { namespace } }: Client): Promise<typeof NAMES> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return NAMES.filter((name) => customAttributes[name] === undefined);
}
