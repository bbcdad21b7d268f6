import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogEntry } from '@temporalio/worker';

/** The status worker has activities alone, on purpose. */
const EXPECTED = /^No workflows registered/;

/** Temporal's runtime with warnings only, leaving signals to us; once per process, before any worker's connection. */
export function installQuietRuntime(core: 'WARN' | 'ERROR' = 'WARN'): void {
  const write = ({ level, message, meta }: LogEntry) => {
    if (EXPECTED.test(message)) return;
    const { error, workflowId, activityType } = (meta ?? {}) as Record<string, unknown>;
    const about = { workflowId, activityType, error: error instanceof Error ? error.message : undefined };
    process.stderr.write(`[${level}] ${message} ${JSON.stringify(about)}\n`);
  };
  // What the native part says goes to standard output, whatever else is written there.
  const logging = { filter: makeTelemetryFilterString({ core, other: 'ERROR' }) };
  Runtime.install({ logger: new DefaultLogger('WARN', write), telemetryOptions: { logging }, shutdownSignals: [] });
}
