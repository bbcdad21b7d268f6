import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Printess, type Fate } from './printess-in-a-box.js';
import { intentOf, intentText } from '../../../src/contract/intent.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../support/item-run-of.js';

/** `PRINTESS_SEQUENCES=5000` for the whole proof; some in every run. */
const SEQUENCES = Number(process.env['PRINTESS_SEQUENCES'] ?? 100);

const orderOf = (...ids: string[]) => ({
  orderId: 'o-1',
  shop: 'default',
  items: ids.map((itemId) => ({ itemId, templateName: 'mug' })),
});
const fateOf = (kind: Fate['kind'], rest: Partial<Fate> = {}): Fate => ({
  kind,
  queued: 0,
  lands: 0,
  shows: 0,
  end: 'succeeded',
  renders: 1,
  callback: 'lost',
  ...rest,
});

const ACTIONS = ['retryItem', 'adoptJob', 'abandonItem'] as const;
const SIMPLE = ['checkNow', 'resume', 'continue', 'cancel', 'terminate', 'startByHand'] as const;
type Event =
  | { kind: 'advance'; ms: number }
  | { kind: (typeof ACTIONS)[number]; itemId: string; copies: number | undefined; job: number }
  | { kind: 'retryOrder'; itemId: string | undefined; copies: number | undefined }
  | { kind: 'lateCallback'; job: number }
  | { kind: 'strayCallback'; itemId: string; generation: number }
  | { kind: 'reset'; to: number }
  | { kind: (typeof SIMPLE)[number] };

const itemId = fc.constantFrom('a', 'a', 'b');
const job = fc.nat({ max: 4 });
const copies = fc.constantFrom(undefined, 1, 2);
const fates = fc.array(
  fc.record<Fate>({
    kind: fc.constantFrom(
      'accepted',
      'accepted',
      'accepted, answer lost',
      'accepted, answer lost',
      'accepted, worker killed',
      'lost',
      'worker killed before',
      'refused',
      'held',
      'not sent',
    ),
    queued: fc.constantFrom(0, 0, 1, 3, 30),
    lands: fc.constantFrom(0, 0.1, 0.9, 1),
    shows: fc.constantFrom(0, 0.2, 1),
    end: fc.constantFrom('succeeded', 'failed', 'failed', 'never'),
    renders: fc.constantFrom(0, 0.2, 1, 5, 200),
    callback: fc.constantFrom('lost', 'comes', 'comes', 'comes twice', 'unreadable', 'without a file'),
  }),
  { minLength: 2, maxLength: 6 },
);
const events = fc.array(
  fc.oneof<fc.WeightedArbitrary<Event>[]>(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('advance'),
        ms: fc.constantFrom(0, SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, DAY),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constantFrom('retryItem', 'retryItem', ...ACTIONS), itemId, copies, job }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('retryOrder'), itemId: fc.option(itemId, { nil: undefined }), copies }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('lateCallback'), job }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('strayCallback'), itemId, generation: fc.integer({ min: 1, max: 2 }) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('reset'), to: fc.nat({ max: 9 }) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom(...SIMPLE) }) },
  ),
  { minLength: 1, maxLength: 35, size: 'max' },
);

async function happen(printess: Printess, event: Event): Promise<void> {
  const { box, paid } = printess;
  switch (event.kind) {
    case 'advance':
      return box.advance(event.ms);
    case 'retryItem':
      await box.update('retryItem', { itemId: event.itemId, ...changeTo(event.copies) });
      return;
    case 'adoptJob':
      await box.update('adoptJob', { itemId: event.itemId, jobId: paid[event.job]?.jobId ?? 'stray' });
      return;
    case 'abandonItem':
      await box.update('abandonItem', { itemId: event.itemId, reason: 'Enough.' });
      return;
    case 'retryOrder':
      if (!box.end) return;
      return printess.retry(event.itemId === undefined ? {} : { itemId: event.itemId, ...changeTo(event.copies) });
    case 'lateCallback': {
      const late = paid[event.job];
      if (late) printess.callBack(late);
      return box.settle();
    }
    case 'strayCallback': {
      const outcome = { kind: 'failed', message: 'No such font' };
      return box.signal('printessCallback', { ...event, jobId: 'stray', outcome });
    }
    case 'reset':
      return printess.resetTo(event.to);
    case 'terminate':
      box.terminate();
      return printess.retry();
    case 'startByHand':
      return printess.begin(printess.order, {});
    case 'cancel':
      return box.requestCancel();
    case 'continue':
      return box.suggestContinuing();
    default:
      return box.signal(event.kind);
  }
}

const changeTo = (count: number | undefined) => (count === undefined ? {} : { change: { copies: count } });

/** An order's whole life: it begins, all that happens to it, and then nobody does anything any more. */
async function live(
  order: ReturnType<typeof orderOf>,
  list: Fate[],
  all: Event[],
  listProvesItself: boolean,
): Promise<Printess> {
  const printess = new Printess(order, list, listProvesItself);
  await printess.begin(order, { memo: { first: true } });
  for (const event of all) {
    await happen(printess, event);
    printess.remember();
  }
  for (let days = 0; days < 40 && !printess.box.end; days++) await printess.box.advance(DAY);
  return printess;
}

/**
 * Intents that Printess has accepted more than once. Apart: a person names a job in a run that a reset had made forget it, it
 * is known to have failed, and they order once more. That is another decision, whose number the forgotten one had.
 */
function acceptedTwice({ paid, box }: Printess): string[] {
  const jobs = box.view().items.flatMap((item) => item.jobs);
  const wasNamedAfterReset = ({ jobId, intent }: Printess['paid'][number]) =>
    jobs.some((job) => job.jobId === jobId && job.generation !== intent.generation && job.state === 'failed');
  const intents = paid.filter((job) => !wasNamedAfterReset(job)).map(({ intent }) => intentText(intent));
  return intents.filter((intent, index) => intents.indexOf(intent) !== index);
}

const FORGOTTEN_AND_NAMED: [Fate[], Event[], boolean] = [
  [fateOf('accepted', { renders: 0 }), fateOf('accepted', { renders: 0, end: 'failed', callback: 'comes' })],
  [
    { kind: 'advance', ms: 10 * MINUTE },
    { kind: 'terminate' },
    { kind: 'terminate' },
    { kind: 'advance', ms: DAY },
    { kind: 'reset', to: 0 },
    { kind: 'adoptJob', itemId: 'b', copies: undefined, job: 2 },
    { kind: 'advance', ms: SECOND },
    { kind: 'terminate' },
    { kind: 'retryOrder', itemId: undefined, copies: undefined },
  ],
  false,
];

describe('with a Printess that loses answers and callbacks, and people who do whatever they like,', () => {
  const proving = (check: (printess: Printess) => void) =>
    fc.assert(
      fc.asyncProperty(fates, events, fc.boolean(), async (list, all, proves) => {
        check(await live(orderOf('a', 'b'), list, all, proves));
      }),
      { numRuns: SEQUENCES, examples: [FORGOTTEN_AND_NAMED] },
    );

  it('no intent is accepted twice', () => proving((printess) => expect(acceptedTwice(printess)).toEqual([])));

  it('nothing is paid for an item while Printess holds a job of it that its order does not know', () =>
    proving(({ paid }) => expect(paid.filter(({ unknownBefore }) => unknownBefore.length > 0)).toEqual([])));

  it('every order ends', () =>
    proving(({ box }) => expect(box.end?.kind ?? box.view()).toMatch(/^(completed|cancelled|terminated)$/)));
});

describe('one job is made, though', () => {
  const advance = (ms: number): Event => ({ kind: 'advance', ms });
  const reset: Event = { kind: 'reset', to: 0 };
  const cancel: Event = { kind: 'cancel' };
  const retryOrder: Event = { kind: 'retryOrder', itemId: undefined, copies: undefined };
  const startByHand: Event = { kind: 'startByHand' };
  const terminate: Event = { kind: 'terminate' };
  const goOn: Event = { kind: 'continue' };
  /** The call takes its whole deadline, and shows in the list a settle time later; the next attempt finds no free worker. */
  const slow = [fateOf('accepted', { lands: 1, shows: 1 }), fateOf('accepted', { queued: 30 }), fateOf('accepted')];
  const lost = [fateOf('accepted, answer lost', { shows: 1 }), fateOf('accepted')];

  it.each<[string, Fate[], Event[]]>([
    ['an answer is lost', lost, []],
    ['an answer is lost, the order cancelled, and retried at once', lost, [advance(MINUTE), cancel, retryOrder]],
    ['an order is terminated with its call in flight, and retried at once', slow, [advance(5 * SECOND), terminate]],
    ['an order is started by hand with its call in flight', slow, [advance(5 * SECOND), startByHand]],
    ['an order is reset with its call in flight', slow, [advance(5 * SECOND), reset]],
    [
      'an order is reset with its call in flight, cancelled before a worker is free, and retried',
      slow,
      [advance(5 * SECOND), reset, cancel, retryOrder],
    ],
    [
      'an order is started by hand with its call in flight, cancelled before a worker is free, and retried',
      slow,
      [advance(5 * SECOND), startByHand, cancel, retryOrder],
    ],
    [
      'an order is reset with its call in flight, and continues as new before a worker is free',
      slow,
      [advance(5 * SECOND), reset, goOn],
    ],
    [
      'an order is started by hand with its call in flight, and continues as new before a worker is free',
      slow,
      [advance(5 * SECOND), startByHand, goOn],
    ],
  ])('%s', async (_label, list, all) => {
    const printess = await live(orderOf('a'), list, all, true);
    expect(printess.paid).toHaveLength(1);
    expect(printess.box.end).toMatchObject({ kind: 'completed', view: { state: 'produced' } });
  });
});

describe('an order that was reset to before a person’s retry', () => {
  const retry = (count?: number): Event => ({ kind: 'retryItem', itemId: 'a', copies: count, job: 0 });
  const advance = (ms: number): Event => ({ kind: 'advance', ms });

  it('has no intent accepted twice where that person decides against the corrected job, and corrects alike', async () => {
    const list = [fateOf('lost'), fateOf('accepted', { end: 'never' }), fateOf('accepted')];
    const all = [
      advance(HOUR),
      retry(2),
      advance(HOUR),
      { kind: 'reset', to: 0 } as const,
      advance(HOUR),
      retry(2),
      advance(HOUR),
      retry(2),
    ];
    const printess = await live(orderOf('a'), list, all, false);
    expect(acceptedTwice(printess)).toEqual([]);
  });

  it('ends, though the job of that retry is found while its first call is without an answer, and fails', async () => {
    const list = [fateOf('lost'), fateOf('accepted', { end: 'failed' }), fateOf('accepted')];
    const all = [
      advance(HOUR),
      retry(),
      advance(HOUR),
      { kind: 'reset', to: 0 } as const,
      retry(),
      advance(HOUR),
      retry(),
      advance(HOUR),
    ];
    const { box } = await live(orderOf('a'), list, all, false);
    expect(box.end).toMatchObject({ kind: 'completed' });
  });
});

describe('a person’s correction of an item whose call is without an answer', () => {
  const correct: Event = { kind: 'retryItem', itemId: 'a', copies: 2, job: 0 };
  const hour: Event = { kind: 'advance', ms: HOUR };
  const asRetried: Event = { kind: 'retryOrder', itemId: undefined, copies: undefined };
  const digestOf = (copies: number) =>
    intentOf('default', 'o-1', { itemId: 'a', templateName: 'mug', copies }, 1).digest;

  it.each<[string, Event[]]>([
    ['is what is ordered in the end', []],
    [
      'is what a retry of the order orders, which was cancelled before the list had been read',
      [{ kind: 'cancel' }, asRetried],
    ],
    [
      'is what a retry of the order orders, which was terminated before the list had been read',
      [{ kind: 'terminate' }],
    ],
  ])('%s', async (_label, all) => {
    const { paid } = await live(orderOf('a'), [fateOf('lost'), fateOf('accepted')], [hour, correct, ...all], false);
    expect(paid.map(({ intent }) => intent.digest)).toEqual([digestOf(2)]);
  });

  it('is not ordered where the list shows what that call has made', async () => {
    const fates = [fateOf('accepted, answer lost', { end: 'never' }), fateOf('accepted')];
    const minute: Event = { kind: 'advance', ms: MINUTE };
    const { paid } = await live(
      orderOf('a'),
      fates,
      [minute, { kind: 'cancel' }, { ...asRetried, itemId: 'a', copies: 2 }],
      true,
    );
    expect(paid).toHaveLength(1);
  });
});
