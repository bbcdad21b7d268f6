import { userInfo } from 'node:os';
import { createClient, type ProductionClient } from '../../client/index.js';
import { loadConfig, type Config, type Need } from '../../config.js';
import { connectClient } from '../../temporal-connection.js';
import { clientOptions } from './client-options.js';

/** Runs something with a production client of the shop, by the environment's settings; always closes the connection. */
export async function withProduction<T>(
  shop: string | undefined,
  use: (production: ProductionClient, config: Config) => Promise<T>,
  need: Need = 'client',
): Promise<T> {
  const config = loadConfig(process.env, need);
  const temporal = await connectClient();
  try {
    const options = { ...clientOptions(config), by: userInfo().username };
    const production = createClient(temporal, { ...options, ...(shop !== undefined && { shop }) });
    return await use(production, config);
  } finally {
    await temporal.connection.close();
  }
}
