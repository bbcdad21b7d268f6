import { Command } from 'commander';
import { connectClient } from '../temporal-connection.js';
import { createSearchAttributes } from './create-search-attributes.js';

export function setupCommand(): Command {
  return new Command('setup')
    .description('Create the search attributes in the Temporal namespace; harmless to repeat.')
    .action(runSetup);
}

async function runSetup(): Promise<void> {
  const client = await connectClient();
  try {
    const created = await createSearchAttributes(client);
    process.stderr.write(
      created.length > 0 ? `Created: ${created.join(', ')}\n` : 'All search attributes are there.\n',
    );
  } finally {
    await client.connection.close();
  }
}
