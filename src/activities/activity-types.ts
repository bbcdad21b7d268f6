import type { CheckStatusInput, FindJobsInput, ProduceInput, StatusAnswer } from '../contract/activity-inputs.js';
import type { HandOverInput, KeepFilesAnswer, KeepFilesInput } from '../contract/delivery.js';
import type { DeliverEventInput, EventEnd } from '../contract/event.js';
import type { FindJobsAnswer, ProduceResult } from '../contract/answer.js';

/** The activities by their registered names. */
export interface Activities {
  produce: (input: ProduceInput) => Promise<ProduceResult>;
  findJobs: (input: FindJobsInput) => Promise<FindJobsAnswer>;
  checkStatus: (input: CheckStatusInput) => Promise<StatusAnswer>;
  keepFiles: (input: KeepFilesInput) => Promise<KeepFilesAnswer>;
  handOver: (input: HandOverInput) => Promise<{ manifest: string }>;
  deliverEvent: (input: DeliverEventInput) => Promise<EventEnd>;
}
