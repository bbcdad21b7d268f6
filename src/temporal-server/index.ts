export { ensureTemporalCli } from './ensure-temporal-cli.js';
export { freePort } from './free-port.js';
export { startTemporalServer, type TemporalServer } from './start-temporal-server.js';
export { isAtLeast } from './cli-version.js';
