import {
  defaultPayloadConverter,
  isGrpcServiceError,
  QueryNotRegisteredError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowExecutionDescription,
} from '@temporalio/client';

/**
 * The seams where this package uses of Temporal's SDK what is not its documented surface; an upgrade has one place to look.
 */

type ListAnswer = Awaited<ReturnType<Client['workflowService']['listWorkflowExecutions']>>;
type Timestamp = ListAnswer['executions'][number]['startTime'];

/** An execution of a raw list answer, which has its page's token; the SDK's own list gives out neither. */
export interface ListedExecution {
  workflowId: string;
  startTime: Date;
  /** The values of a search attribute; they are JSON, whatever converter a client has for payloads. */
  values: (name: string) => unknown[];
}

export function listedExecution({
  execution,
  startTime,
  searchAttributes,
}: ListAnswer['executions'][number]): ListedExecution {
  return {
    workflowId: execution?.workflowId ?? '',
    startTime: new Date(milliseconds(startTime) ?? 0),
    values: (name) => {
      const payload = searchAttributes?.indexedFields?.[name];
      return payload ? [defaultPayloadConverter.fromPayload<unknown>(payload)].flat() : [];
    },
  };
}

/** The first argument of the latest run of a workflow, read from its first event: needs no worker. */
export async function startArgument({ workflowService, options }: Client, workflowId: string): Promise<unknown> {
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace: options.namespace,
    execution: { workflowId },
    maximumPageSize: 1,
  });
  const { payloadCodecs, payloadConverter } = options.loadedDataConverter;
  let payloads = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
  const [argument] = payloads;
  return argument && payloadConverter.fromPayload(argument);
}

/** Whether a run was made by a reset: it began later than its history says. */
export function isReset({ startTime, raw }: WorkflowExecutionDescription): boolean {
  const original = milliseconds(raw.workflowExtendedInfo?.originalStartTime);
  return original !== undefined && startTime.getTime() - original > 1;
}

function milliseconds(time: Timestamp): number | undefined {
  return time ? Number(time.seconds ?? 0) * 1_000 + Math.floor((time.nanos ?? 0) / 1e6) : undefined;
}

/** gRPC: cancelled, deadline exceeded. */
const NOT_IN_TIME = [1, 4];
const FAILED_PRECONDITION = [9];
/** gRPC: deadline exceeded, resource exhausted, unavailable. */
const AWAY = [4, 8, 14];

/** Whether a query or update got no answer in time: no worker has given one, if Temporal itself answers. */
export function isUnansweredRequest(error: unknown): boolean {
  return causes(error).some(
    (cause) =>
      cause instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
      (isGrpcServiceError(cause) && NOT_IN_TIME.includes(cause.code)),
  );
}

/** Whether a query was refused because no worker has polled for it lately. */
export const isWithoutPoller = (error: unknown): boolean => notReady(error)?.includes('poller') === true;

/** Whether a query was refused because its workflow has ended before its first task. */
export const isUnborn = (error: unknown): boolean => notReady(error)?.includes('poller') === false;

function notReady(error: unknown): string | undefined {
  const reason = temporalReason(error);
  return reason && FAILED_PRECONDITION.includes(reason.code) ? reason.details : undefined;
}

/** Whether a workflow has no such query: it failed before its handlers were set, or its answer is too large. */
export function isUnknownQuery(error: unknown): boolean {
  return error instanceof QueryNotRegisteredError;
}

/** Whether an error says that Temporal itself does not answer now. */
export function isTemporalAway(error: unknown): boolean {
  return causes(error).some((cause) => isGrpcServiceError(cause) && AWAY.includes(cause.code));
}

/** What Temporal itself has answered, by gRPC: the SDK's own messages tell only what was asked. */
export function temporalReason(error: unknown): { code: number; details: string } | undefined {
  const reason = causes(error).find(isGrpcServiceError);
  return reason && { code: reason.code, details: reason.details || reason.message };
}

function causes(error: unknown): Error[] {
  const found: Error[] = [];
  for (let cause = error; cause instanceof Error && found.length < 10; cause = cause.cause) found.push(cause);
  return found;
}
