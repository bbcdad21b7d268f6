import type { Activities } from '../../src/activities/index.js';
import type {
  CheckStatusInput,
  FindJobsInput,
  ProduceInput,
  StatusAnswer,
} from '../../src/contract/activity-inputs.js';
import type { FindJobsAnswer, ProduceAnswer } from '../../src/contract/answer.js';

type Script<I, A> = (input: I, call: number) => A | Promise<A>;

/** Activities that answer by a script, and remember what they were asked. */
export interface ScriptedActivities extends Activities {
  produced: ProduceInput[];
  looked: CheckStatusInput[];
  listed: FindJobsInput[];
}

/** Without a script: produce accepts, a look says pending, the list is empty and proved. */
export function scriptedActivities(
  script: {
    produce?: Script<ProduceInput, ProduceAnswer>;
    checkStatus?: Script<CheckStatusInput, StatusAnswer>;
    findJobs?: Script<FindJobsInput, FindJobsAnswer>;
  } = {},
): ScriptedActivities {
  const produced: ProduceInput[] = [];
  const looked: CheckStatusInput[] = [];
  const listed: FindJobsInput[] = [];
  return {
    produced,
    looked,
    listed,
    produce: async (input) => script.produce?.(input, produced.push(input)) ?? accepted(input, produced.push(input)),
    checkStatus: async (input) => script.checkStatus?.(input, looked.push(input)) ?? pending(looked.push(input)),
    findJobs: async (input) => script.findJobs?.(input, listed.push(input)) ?? nothing(listed.push(input)),
  };
}

/** The job that a scripted produce makes of an item. */
export const jobOf = (itemId: string, generation = 1): string => `job-${itemId}-${generation}`;

/** Printess has accepted the item. */
export function accepted({ item, generation }: ProduceInput, _call = 0): ProduceAnswer {
  return { kind: 'accepted', jobId: jobOf(item.itemId, generation), printessOrderId: 'an-order', produceCalls: 1 };
}

const pending = (_call: number): StatusAnswer => ({ kind: 'pending', statusCalls: 1 });
const nothing = (_call: number): FindJobsAnswer => ({ jobs: [], proved: true });

/** An outcome with one file. */
export const success = {
  kind: 'succeeded' as const,
  files: [{ document: 'cover', url: 'https://files.example/cover.pdf', name: 'cover.pdf', pages: 1 }],
  fileCount: 1,
};

/** A failed outcome. */
export const failure = { kind: 'failed' as const, message: 'font "Foo Sans" is missing' };
