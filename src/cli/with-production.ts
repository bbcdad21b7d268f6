import { createClient, type ProductionClient } from '../client/index.js';
import { loadConfig, type Config } from '../config.js';
import { connectClient } from '../temporal-connection.js';

/** Runs something with a production client of the shop, by the environment's settings; always closes the connection. */
export async function withProduction<T>(
  shop: string | undefined,
  use: (production: ProductionClient, config: Config) => Promise<T>,
): Promise<T> {
  const config = loadConfig(process.env, 'client');
  const temporal = await connectClient();
  try {
    const production = createClient(temporal, {
      ...(shop !== undefined && { shop }),
      policy: config.policy,
      events: (name) => config.shops.get(name)?.events !== undefined,
      ...(config.WEB_UI_URL !== undefined && { webUiUrl: config.WEB_UI_URL }),
    });
    return await use(production, config);
  } finally {
    await temporal.connection.close();
  }
}
