import type { CallbackKey } from '../../printess/callback-token.js';
import type { CallbackMetrics } from './callback-metrics.js';
import type { SignalOrder } from './signal-order.js';

/** What the callback endpoint is given: nothing that could pay or start anything. */
export interface CallbacksDeps {
  keys: readonly CallbackKey[];
  fileHosts: readonly string[];
  signal: SignalOrder;
  metrics: CallbackMetrics;
}
