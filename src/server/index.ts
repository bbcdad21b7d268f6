export { createOpsApp } from './ops-app.js';
export { listen, type Listening } from './listen.js';
export { processMetrics } from './process-metrics.js';
export { startServer, type RunningServer, type ServerConfig } from './start-server.js';
