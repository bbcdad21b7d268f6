import { AsyncLocalStorage } from 'node:async_hooks';
import { defaultPayloadConverter as converter, toPayloads } from '@temporalio/common';
import type { OrderInput } from '../../src/contract/order.js';

// The SDK's workflow code expects the globals of its sandbox.
Object.assign(globalThis, { AsyncLocalStorage });
const { Activator } = await import('@temporalio/workflow/lib/internals.js');
const { setActivator } = await import('@temporalio/workflow/lib/global-attributes.js');
const { productionOrder } = await import('../../src/workflows/production-order.js');

type Fields = Record<string, unknown>;
/** What has happened since the last activation: a method of the SDK's activator, and what it is given. */
export type Job = [method: string, given: Fields];
export type Command = Record<string, Fields>;

/** How an order's run is started. */
export interface Start {
  input: OrderInput;
  now: number;
  /** Absent: started by hand, without search attributes. */
  shown?: { state: string; reasons?: unknown } | undefined;
  wantsEvents: boolean;
}

/** What of the SDK's activator is used here. */
interface SdkActivator extends Record<string, unknown> {
  workflow: unknown;
  now: number;
  rethrowSynchronously: boolean;
  readonly info: { memo: Fields };
  readonly blockedConditions: Map<number, { fn: () => boolean; resolve: () => void }>;
  random(): number;
  mutateWorkflowInfo(change: (info: Fields) => Fields): void;
  addKnownFlags(flags: number[]): void;
  initializeWorkflow(given: Fields): void;
  startWorkflow(given: Fields): void;
  maybeRethrowWorkflowTaskError(): void;
  concludeActivation(): { commands: Command[] };
}

const real = { now: Date.now, random: Math.random };
const macrotask = () => new Promise((resolve) => setImmediate(resolve));

/**
 * A run of an order in the SDK's own activator, without Core and sandbox: for thousands of activations in seconds. Each is
 * given its jobs as Core would give them, and conditions are asked in passes, as the sandbox's host does.
 */
export class ActivatorRun {
  private readonly activator: SdkActivator;
  private readonly start: Start;
  private isFirst = true;

  constructor(start: Start) {
    this.start = start;
    const { input, now, wantsEvents } = start;
    this.activator = new Activator({
      info: {
        workflowId: `printess-${input.shop}-${input.orderId}`,
        runId: 'r',
        originalExecutionRunId: 'r',
        firstExecutionRunId: 'r',
        workflowType: 'productionOrder',
        namespace: 'default',
        taskQueue: 'printess-production',
        continueAsNewSuggested: false,
        memo: { first: true, ...(wantsEvents && { events: true }) },
        searchAttributes: {},
        unsafe: { isReplaying: true, isReplayingHistoryEvents: true, ...real },
      },
      now,
      showStackTraceSources: false,
      getTimeOfDay: () => 0n,
      randomnessSeed: [1, 2, 3, 4, 5, 6, 7, 8],
      registeredActivityNames: new Set(),
      stackTracesEnabled: false,
    } as never) as unknown as SdkActivator;
    this.activator.workflow = productionOrder;
  }

  /** The commands that an activation ends with. */
  async activate(jobs: Job[], { now, isLong }: { now: number; isLong: boolean }): Promise<Command[]> {
    const { activator } = this;
    setActivator(activator as never);
    activator.now = now;
    Date.now = () => activator.now;
    Math.random = () => activator.random();
    activator.mutateWorkflowInfo((info) => ({ ...info, continueAsNewSuggested: isLong }));
    activator.addKnownFlags([1, 2]);
    try {
      if (this.isFirst) activator.initializeWorkflow(this.initialization());
      activator.rethrowSynchronously = true;
      for (const [method, given] of jobs) {
        (activator[method] as (given: Fields) => void).call(activator, given);
        this.unblock();
      }
      if (this.isFirst) {
        activator.startWorkflow({ arguments: toPayloads(converter, this.start.input), headers: {} });
        this.unblock();
      }
      this.isFirst = false;
      do await macrotask();
      while (this.unblock() > 0);
      await macrotask();
      return activator.concludeActivation().commands;
    } finally {
      Date.now = real.now;
      Math.random = real.random;
    }
  }

  /** Resolves the conditions that hold; how many they were. */
  private unblock(): number {
    const { activator } = this;
    let count = 0;
    for (let before = -1; before !== count;) {
      before = count;
      activator.maybeRethrowWorkflowTaskError();
      for (const [seq, { fn, resolve }] of activator.blockedConditions.entries()) {
        if (!fn()) continue;
        resolve();
        count += 1;
        activator.blockedConditions.delete(seq);
      }
    }
    return count;
  }

  private initialization(): Fields {
    const { input, shown } = this.start;
    const attribute = (value: unknown, type: string) => {
      const payload = converter.toPayload(value);
      return { ...payload, metadata: { ...payload.metadata, type: Buffer.from(type) } };
    };
    const memo = Object.entries(this.activator.info.memo);
    return {
      memo: { fields: Object.fromEntries(memo.map(([name, value]) => [name, converter.toPayload(value)])) },
      ...(shown && {
        searchAttributes: {
          indexedFields: {
            PrintessState: attribute(shown.state, 'Keyword'),
            PrintessShop: attribute(input.shop, 'Keyword'),
            ...(shown.reasons !== undefined && { PrintessAttention: attribute(shown.reasons, 'KeywordList') }),
          },
        },
      }),
    };
  }
}
