import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Temporal's runtime with warnings only, leaving signals to us; once per process, before any worker's connection. */
export function installQuietRuntime(): void {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
}
