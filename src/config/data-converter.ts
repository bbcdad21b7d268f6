import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { ConfigError } from './config-error.js';
import { givenVariables } from './given-variables.js';

const VARIABLE = 'DATA_CONVERTER_MODULE';

/**
 * Temporal's data converter of the module that `DATA_CONVERTER_MODULE` names: its export `dataConverter`. Undefined where
 * none is named. Throws `ConfigError` where there is none: without it nobody could read what others have written.
 */
export async function loadDataConverter(environment: NodeJS.ProcessEnv): Promise<DataConverter | undefined> {
  const path = givenVariables(environment)[VARIABLE];
  if (path === undefined) return undefined;
  let found: unknown;
  try {
    ({ dataConverter: found } = (await import(pathToFileURL(resolve(path)).href)) as { dataConverter?: unknown });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{ variable: VARIABLE, message: `the module ${path} cannot be loaded: ${why}` }]);
  }
  if (typeof found === 'object' && found !== null) return found;
  throw new ConfigError([{ variable: VARIABLE, message: `the module ${path} exports no "dataConverter"` }]);
}
