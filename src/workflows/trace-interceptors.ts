import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { proxySinks, workflowInfo, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import type {
  OpenTelemetrySinks,
  SerializableSpan,
} from '@temporalio/interceptors-opentelemetry/lib/workflow/definitions.js';

/** Where Temporal's OpenTelemetry interceptors put the context of a trace. */
const HEADER = '_tracer-data';

/** OpenTelemetry's enums by their numbers: its code is not for the sandbox. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- as it says
const enums = (kind: number, code: number): Pick<SerializableSpan, 'kind' | 'status'> => ({ kind, status: { code } });

interface Context {
  traceId: string;
  spanId: string;
  /** W3C: 01 where the trace is recorded. */
  flags: string;
}

/**
 * Makes the spans of a workflow that was started in a trace, and hands the trace on to what it starts. Temporal's own
 * interceptors for workflows let promises wait longer, and draw their ids from the workflow's chance: switched on, they would
 * change the commands of orders that run. These do neither, so that tracing may be switched on and off at any time: each
 * returns the very promise that it was given, and ids are made of the run's id.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let spans = 0;
  let ofRun: Context | undefined;
  const newId = () => idOf(`${workflowInfo().runId}/${(spans += 1)}`);

  /** Records what is done until its promise settles, which nobody waits for. */
  const record = (name: string, parent: Context, spanId: string, done: Promise<unknown>) => {
    if (parent.flags !== '01') return;
    const startedAt = Date.now();
    const end = (failed: boolean) => exportSpan({ name, parent, spanId, startedAt, failed });
    done.then(
      () => end(false),
      () => end(true),
    );
  };

  const within = <Input extends { headers: Headers }, Output>(
    name: string,
    input: Input,
    next: (input: Input) => Promise<Output>,
  ): Promise<Output> => {
    if (!ofRun) return next(input);
    const spanId = newId();
    const done = next({ ...input, headers: { ...input.headers, [HEADER]: headerOf({ ...ofRun, spanId }) } });
    record(name, ofRun, spanId, done);
    return done;
  };

  const heard = <Input extends { headers: Headers }, Output>(
    name: string,
    input: Input,
    next: (input: Input) => Promise<Output>,
  ): Promise<Output> => {
    const done = next(input);
    const sender = contextOf(input.headers);
    if (sender) record(name, sender, newId(), done);
    return done;
  };

  return {
    inbound: [
      {
        execute(input, next) {
          const starter = contextOf(input.headers);
          if (!starter) return next(input);
          ofRun = { ...starter, spanId: newId() };
          const done = next(input);
          record(`RunWorkflow:${workflowInfo().workflowType}`, starter, ofRun.spanId, done);
          return done;
        },
        handleSignal: (input, next) => heard(`HandleSignal:${input.signalName}`, input, next),
        handleUpdate: (input, next) => heard(`HandleUpdate:${input.name}`, input, next),
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => within(`StartActivity:${input.activityType}`, input, next),
        continueAsNew(input, next) {
          return next(ofRun ? { ...input, headers: { ...input.headers, [HEADER]: headerOf(ofRun) } } : input);
        },
        startChildWorkflowExecution: (input, next) => {
          if (!ofRun) return next(input);
          const started = { ...ofRun, spanId: newId() };
          const done = next({ ...input, headers: { ...input.headers, [HEADER]: headerOf(started) } });
          record(`StartChildWorkflow:${input.workflowType}`, ofRun, started.spanId, done);
          return done;
        },
        getLogAttributes: (input, next) =>
          next(ofRun ? { trace_id: ofRun.traceId, span_id: ofRun.spanId, ...input } : input),
      },
    ],
  };
};

function contextOf(headers: Headers): Context | undefined {
  const payload = headers[HEADER];
  if (!payload) return undefined;
  const { traceparent } = defaultPayloadConverter.fromPayload<{ traceparent?: unknown }>(payload);
  const [, traceId, spanId, flags] =
    (typeof traceparent === 'string' && /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent)) || [];
  return traceId && spanId && flags ? { traceId, spanId, flags } : undefined;
}

const headerOf = ({ traceId, spanId, flags }: Context) =>
  defaultPayloadConverter.toPayload({ traceparent: `00-${traceId}-${spanId}-${flags}` });

/** Sixteen hexadecimal digits that are the text's own, however often the workflow is replayed. */
function idOf(text: string): string {
  const hash = (seed: number) => {
    let value = seed;
    for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
    // The last characters stir all bits too.
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    return ((value ^ (value >>> 13)) >>> 0).toString(16).padStart(8, '0');
  };
  return hash(0x811c9dc5) + hash(0x9747b28c);
}

function exportSpan(span: { name: string; parent: Context; spanId: string; startedAt: number; failed: boolean }): void {
  // A replay has told it already.
  if (workflowInfo().unsafe.isReplaying) return;
  const { name, parent, spanId, startedAt, failed } = span;
  const endedAt = Date.now();
  const exported: SerializableSpan = {
    name,
    // An internal span; failed, or well.
    ...enums(0, failed ? 2 : 1),
    spanContext: { traceId: parent.traceId, spanId, traceFlags: 1 },
    parentSpanId: parent.spanId,
    startTime: timeOf(startedAt),
    endTime: timeOf(endedAt),
    duration: timeOf(endedAt - startedAt),
    attributes: {},
    links: [],
    events: [],
    ended: true,
    droppedAttributesCount: 0,
    droppedLinksCount: 0,
    droppedEventsCount: 0,
    instrumentationLibrary: { name: 'printess-production' },
  };
  proxySinks<OpenTelemetrySinks>().exporter.export([exported]);
}

const timeOf = (ms: number): [number, number] => [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000];
