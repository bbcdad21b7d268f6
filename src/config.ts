export { ConfigError, type ConfigIssue } from './config/config-error.js';
export { loadConfig, type Config } from './config/load-config.js';
export { loadDataConverter } from './config/data-converter.js';
export { givenVariables } from './config/given-variables.js';
export type { Need } from './config/needs.js';
export type { ShopConfig } from './config/shops.js';
