import type { ClientOptions } from '../../client/index.js';
import type { Config } from '../../config.js';

/** What the configuration says to a production client, whatever its shop. */
export function clientOptions({ policy, shops, WEB_UI_URL: webUiUrl, FILE_HOSTS: fileHosts }: Config): ClientOptions {
  return {
    policy,
    fileHosts,
    events: (shop) => shops.get(shop)?.events !== undefined,
    ...(webUiUrl !== undefined && { webUiUrl }),
  };
}
