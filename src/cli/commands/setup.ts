import { Command } from 'commander';
import type { SearchAttributeName } from '../../client/search-attributes.js';
import { loadConfig } from '../../config.js';
import { connectClient, temporalEndpoint } from '../../temporal-connection.js';
import { EndedOtherwise } from '../output/errors.js';
import {
  CLOUD_REMEDIES,
  isTemporalCloud,
  operatorAddSearchAttributes,
  tcldAddSearchAttributes,
} from '../temporal-cloud.js';
import { createSearchAttributes } from './create-search-attributes.js';
import { COLUMNS, savedViews } from './saved-views.js';

export function setupCommand(): Command {
  return new Command('setup').action(runSetup);
}

async function runSetup(): Promise<void> {
  const { WEB_UI_URL } = loadConfig(process.env, 'setup');
  const client = await connectClient();
  try {
    const isCloud = isTemporalCloud(temporalEndpoint());
    const { created, left } = await createSearchAttributes(client, isCloud ? CLOUD_REMEDIES : undefined);
    if (left.length > 0) {
      process.stderr.write(`${leftToOthers(left, client.options.namespace, isCloud)}\n`);
      throw new EndedOtherwise(`${left.join(', ')} are missing`);
    }
    process.stderr.write(
      created.length > 0 ? `Created: ${created.join(', ')}\n` : 'All search attributes are there.\n',
    );
    const views = savedViews(WEB_UI_URL, client.options.namespace).map(({ name, url }) => `  ${name}: ${url}\n`);
    process.stderr.write(
      `Open each of these once: the Web UI then keeps it among its Saved Views, in that browser.\n${views.join('')}` +
        `There, by Configure Columns (below the list, at the right), add ${COLUMNS.add.join(', ')}, and remove ${COLUMNS.remove.join(', ')}.\n`,
    );
  } finally {
    await client.connection.close();
  }
}

/** What somebody with more rights has to run. */
function leftToOthers(names: SearchAttributeName[], namespace: string, isCloud: boolean): string {
  const cloud = `  ${tcldAddSearchAttributes(names, namespace)}`;
  if (isCloud)
    return `Temporal Cloud has search attributes made by tcld, or on its web page. Missing: ${names.join(', ')}. Run:\n${cloud}`;
  return (
    `Temporal does not let us create search attributes. Missing: ${names.join(', ')}. Whoever may has to run:\n` +
    `  ${operatorAddSearchAttributes(names, namespace)}\nor, in Temporal Cloud:\n${cloud}`
  );
}
