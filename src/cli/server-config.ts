import type { Config } from '../config.js';
import type { ServerConfig } from '../server/index.js';

/** The server's part of the configuration. */
export function serverConfig(config: Config): ServerConfig {
  return {
    callbackHost: config.CALLBACK_HOST,
    callbackPort: config.CALLBACK_PORT,
    callbackKeys: config.CALLBACK_KEYS ?? [],
    fileHosts: config.FILE_HOSTS,
    opsHost: config.OPS_HOST,
    opsPort: config.OPS_PORT,
  };
}
