import type { Activities } from '../../src/activities/index.js';
import type {
  CheckStatusInput,
  FindJobsInput,
  ProduceInput,
  StatusAnswer,
} from '../../src/contract/activity-inputs.js';
import type { HandOverInput, KeepFilesAnswer, KeepFilesInput } from '../../src/contract/delivery.js';
import type { DeliverEventInput, EventEnd } from '../../src/contract/event.js';
import type { FindJobsAnswer, FoundJob, ProduceAnswer } from '../../src/contract/answer.js';

type Script<I, A> = (input: I, call: number) => A | Promise<A>;

/** Activities that answer by a script, and remember what they were asked. */
export interface ScriptedActivities extends Activities {
  produced: ProduceInput[];
  checked: CheckStatusInput[];
  listed: FindJobsInput[];
  notified: DeliverEventInput[];
  kept: KeepFilesInput[];
  handedOver: HandOverInput[];
}

/** Without a script: produce accepts, a status check says pending, the list is empty and proved. */
export function scriptedActivities(
  script: {
    produce?: Script<ProduceInput, ProduceAnswer>;
    checkStatus?: Script<CheckStatusInput, StatusAnswer>;
    findJobs?: Script<FindJobsInput, FindJobsAnswer>;
    deliverEvent?: Script<DeliverEventInput, EventEnd>;
    keepFiles?: Script<KeepFilesInput, KeepFilesAnswer>;
    handOver?: Script<HandOverInput, { manifest: string }>;
  } = {},
): ScriptedActivities {
  const produced: ProduceInput[] = [];
  const checked: CheckStatusInput[] = [];
  const listed: FindJobsInput[] = [];
  const notified: DeliverEventInput[] = [];
  const kept: KeepFilesInput[] = [];
  const handedOver: HandOverInput[] = [];
  return {
    produced,
    checked,
    listed,
    notified,
    kept,
    handedOver,
    produce: async (input) => {
      const call = produced.push(input);
      return script.produce ? script.produce(input, call) : accepted(input);
    },
    checkStatus: async (input) => {
      const call = checked.push(input);
      return script.checkStatus ? script.checkStatus(input, call) : { kind: 'pending', statusCalls: 1 };
    },
    deliverEvent: async (input) => {
      const call = notified.push(input);
      return script.deliverEvent ? script.deliverEvent(input, call) : 'delivered';
    },
    keepFiles: async (input) => {
      const call = kept.push(input);
      return script.keepFiles ? script.keepFiles(input, call) : keptAll(input);
    },
    handOver: async (input) => {
      const call = handedOver.push(input);
      return script.handOver ? script.handOver(input, call) : { manifest: 'file:///archive/manifest.json' };
    },
    findJobs: async (input) => {
      const call = listed.push(input);
      return script.findJobs ? script.findJobs(input, call) : { jobs: [], proved: true };
    },
  };
}

/** The job that a scripted produce makes of an item. */
export const jobOf = (itemId: string, generation = 1): string => `job-${itemId}-${generation}`;

/** Printess has accepted the item. */
export function accepted({ item, generation }: ProduceInput): ProduceAnswer {
  return { kind: 'accepted', jobId: jobOf(item.itemId, generation), printessOrderId: 'an-order', produceCalls: 1 };
}

/** Printess has refused the item. */
export const refused: ProduceAnswer = { kind: 'refused', message: 'POST /production/produce: 406.', produceCalls: 1 };

/** Nobody knows whether Printess has accepted the item. */
export const ambiguous: ProduceAnswer = { kind: 'ambiguous', message: 'The connection broke.', produceCalls: 1 };

/** All files are in the archive. */
export function keptAll({ shop, orderId, folder, files }: KeepFilesInput): KeepFilesAnswer {
  return {
    kind: 'kept',
    kept: {
      folder: `file:///archive/${shop}/${orderId}/${folder}/`,
      at: '2026-01-01T00:00:00.000Z',
      fileCount: files.length,
      bytes: 1_000 * files.length,
      files: files.map(({ name, document }) => ({ name, document, bytes: 1_000, sha256: '0'.repeat(64) })),
    },
    faults: [],
  };
}

/** An outcome with one file. */
export const success = {
  kind: 'succeeded' as const,
  files: [{ document: 'cover', url: 'https://files.example/cover.pdf', name: 'cover.pdf', pages: 1 }],
  fileCount: 1,
};

/** A failed outcome. */
export const failure = { kind: 'failed' as const, message: 'font "Foo Sans" is missing' };

/** A row of the list. */
export const row = (jobId: string, rest: Partial<FoundJob> = {}): FoundJob => ({
  jobId,
  generation: 1,
  match: 'exact',
  ...rest,
});
