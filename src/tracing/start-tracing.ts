import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { traceRequests } from './trace-requests.js';

/** What the parts of a process are given to take part in traces. */
export interface Tracing {
  /** For the Temporal client: hands the trace on to what it starts and signals. */
  client: WorkflowClientInterceptor;
  /** For the workers: spans of activities, and of workflows by their sink. */
  worker: Pick<WorkerOptions, 'interceptors' | 'sinks'>;
  /** For HTTP: a span a request. `takesParent`: whether the caller's trace is gone on with. */
  requests: (options: { takesParent: boolean }) => RequestHandler;
  /** Sends what is left. */
  stop: () => Promise<void>;
}

/**
 * OpenTelemetry for this process, where `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector (OTLP over HTTP, as JSON); undefined
 * where it does not, and nothing of OpenTelemetry is loaded then. All other settings are its standard variables.
 */
export async function startTracing(
  service: string,
  env: Record<string, string>,
  log: Logger,
): Promise<Tracing | undefined> {
  if (env['OTEL_EXPORTER_OTLP_ENDPOINT'] === undefined) return undefined;
  const [api, core, { Resource }, { BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, temporal] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/core'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@temporalio/interceptors-opentelemetry'),
    ]).catch((cause: unknown) => {
      throw new Error(
        'OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages for traces are not installed: docs/monitoring.md has the ' +
          'line that installs them, or unset the variable.',
        { cause },
      );
    });
  core.setGlobalErrorHandler((error) => {
    log.warn({ why: error instanceof Error ? error.message : 'unknown' }, 'Traces are not taken by the collector');
  });
  const resource = Resource.default().merge(
    new Resource({ 'service.name': env['OTEL_SERVICE_NAME'] ?? `printess-production-${service}` }),
  );
  const processor = new BatchSpanProcessor(new OTLPTraceExporter());
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  provider.register();
  return {
    client: new temporal.OpenTelemetryWorkflowClientInterceptor(),
    worker: {
      interceptors: {
        activity: [
          (context) => ({
            inbound: new temporal.OpenTelemetryActivityInboundInterceptor(context),
            outbound: new temporal.OpenTelemetryActivityOutboundInterceptor(context),
          }),
        ],
      },
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Resource, as merge() types it
      sinks: { exporter: temporal.makeWorkflowExporter(processor, resource) } as never,
    },
    requests: (options) => traceRequests(api, options),
    stop: () => provider.shutdown().catch(() => undefined),
  };
}
