import { userInfo } from 'node:os';
import { createClient, type ProductionClient } from '../../client/index.js';
import { loadConfig, type Config, type Need } from '../../config.js';
import { webUiLink } from '../../contract/web-ui-link.js';
import { connectClient } from '../../temporal-connection.js';
import { clientOptions } from './client-options.js';

/** What a command about orders works with. */
export interface About {
  config: Config;
  shop: string;
  /** The order's address in the Web UI; undefined where no WEB_UI_URL is set. */
  linkTo: (orderId: string, ofShop?: string) => string | undefined;
}

/** Runs something with a production client of the shop, by the environment's settings; always closes the connection. */
export async function withProduction<T>(
  shop = 'default',
  use: (production: ProductionClient, about: About) => Promise<T>,
  need: Need = 'client',
): Promise<T> {
  const config = loadConfig(process.env, need);
  const temporal = await connectClient();
  const { WEB_UI_URL: webUi } = config;
  const linkTo = (orderId: string, ofShop = shop) =>
    webUi === undefined ? undefined : webUiLink(webUi, temporal.options.namespace, { shop: ofShop, orderId });
  try {
    const production = createClient(temporal, { ...clientOptions(config), by: userInfo().username, shop });
    return await use(production, { config, shop, linkTo });
  } catch (error) {
    throw withLink(error, linkTo);
  } finally {
    await temporal.connection.close();
  }
}

/** An error about an order that there is leads to it. */
export function withLink(error: unknown, linkTo: About['linkTo']): unknown {
  if (!(error instanceof Error) || !('orderId' in error) || typeof error.orderId !== 'string') return error;
  const link = 'code' in error && error.code === 'order-not-found' ? undefined : linkTo(error.orderId);
  return link === undefined ? error : Object.assign(error, { link });
}
