import { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { connectClient } from '../../temporal-connection.js';
import { createSearchAttributes } from './create-search-attributes.js';
import { COLUMNS, savedViews } from './saved-views.js';

export function setupCommand(): Command {
  return new Command('setup').action(runSetup);
}

async function runSetup(): Promise<void> {
  const { WEB_UI_URL } = loadConfig(process.env, 'setup');
  const client = await connectClient();
  try {
    const created = await createSearchAttributes(client);
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
