import type { Config } from '../../config.js';
import type { ServerConfig } from '../../server/index.js';
import { clientOptions } from './client-options.js';

export type ServerPart = 'callbacks' | 'orders';

/** The server's part of the configuration: the callback endpoint, and the orders API where there are keys for it. */
export function serverConfig(config: Config, only?: ServerPart): ServerConfig {
  const { CALLBACK_KEYS, ORDERS_API_KEYS } = config;
  return {
    ...(only !== 'orders' && {
      callbacks: {
        host: config.CALLBACK_HOST,
        port: config.CALLBACK_PORT,
        keys: CALLBACK_KEYS ?? [],
        fileHosts: config.FILE_HOSTS,
      },
    }),
    ...(only !== 'callbacks' &&
      ORDERS_API_KEYS && {
        orders: {
          host: config.ORDERS_API_HOST,
          port: config.ORDERS_API_PORT,
          keys: ORDERS_API_KEYS,
          rate: config.ORDERS_API_RATE,
          client: clientOptions(config),
          files: { hosts: config.FILE_HOSTS, archive: config.ARCHIVE_URL },
        },
      }),
    ops: { host: config.OPS_HOST, port: config.OPS_PORT },
    proxyHops: config.PROXY_HOPS,
  };
}
