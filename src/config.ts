export { ConfigError, type ConfigIssue } from './config/config-error.js';
export { loadConfig, type Config, type Need } from './config/load-config.js';
export type { ShopConfig } from './config/shops.js';
