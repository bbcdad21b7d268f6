import { hkdfSync } from 'node:crypto';
import type { ApiKey } from './api-keys.js';

const PURPOSE = 'printess-production cursor v1';

/** What signs a shop's cursors: made of its API keys, so that every server process with the same keys reads them. */
export function cursorSecret(keys: readonly ApiKey[], shop: string): string {
  const own = keys.filter((one) => one.shop === shop).map(({ key }) => key);
  return Buffer.from(hkdfSync('sha256', JSON.stringify(own.sort()), shop, PURPOSE, 32)).toString('base64url');
}
