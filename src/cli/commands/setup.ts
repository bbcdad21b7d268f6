import { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { connectClient } from '../../temporal-connection.js';
import { createSearchAttributes } from './create-search-attributes.js';
import { savedViews } from './saved-views.js';

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
    process.stderr.write(`Open these lists in the Web UI, and press "Save as New" to keep them:\n${views.join('')}`);
  } finally {
    await client.connection.close();
  }
}
