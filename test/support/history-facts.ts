import type { WorkflowHandle } from '@temporalio/client';
import proto from '@temporalio/proto';

const { EventType } = proto.temporal.api.enums.v1;

export interface HistoryFacts {
  events: number;
  workflowTasks: number;
  /** What Temporal Cloud bills: the start, activities, timers, signals, updates, search attribute upserts. */
  actions: number;
  bytes: number;
}

const BILLED = new Set<number>([
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
  EventType.EVENT_TYPE_TIMER_STARTED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
  EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
]);

const TASKS = new Set<number>([EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED]);

/** Events that only a test has: options changed, time skipped. */
const OF_THE_TEST = new Set<number>([
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
]);

/** The history of a run in numbers, without what a test's time skipping adds to it. */
export async function historyFacts(handle: WorkflowHandle): Promise<HistoryFacts> {
  const { events } = await handle.fetchHistory();
  const types = (events ?? []).map(({ eventType }) => eventType ?? 0).filter((type) => !OF_THE_TEST.has(type));
  const { raw } = await handle.describe();
  return {
    events: types.length,
    workflowTasks: types.filter((type) => TASKS.has(type)).length,
    actions: types.filter((type) => BILLED.has(type)).length,
    bytes: Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0),
  };
}
