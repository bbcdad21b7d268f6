/** Where a fault takes effect. */
export type Hook = 'answer' | 'callback' | 'render' | 'list' | 'status' | 'door';

interface Fault {
  hook: Hook;
  /** What it rehearses. */
  rehearses: string;
}

const answer = (rehearses: string): Fault => ({ hook: 'answer', rehearses });
const callback = (rehearses: string): Fault => ({ hook: 'callback', rehearses });
const render = (rehearses: string): Fault => ({ hook: 'render', rehearses });
const list = (rehearses: string): Fault => ({ hook: 'list', rehearses });

/** Every fault by its name: as a template's name (`fault:NAME`, `fault:NAME+NAME`), or live by the admin API. */
export const FAULTS = {
  'lose-request': answer('the connection is reset before the job is accepted'),
  'lose-answer': answer('the job is accepted, then the connection is reset'),
  'cut-answer': answer('the job is accepted, the answer ends inside its JSON'),
  'late-answer': answer('the job is accepted, the answer comes a second later'),
  'slow-answer': answer('the job is accepted, the answer comes after every deadline'),
  'error-500': answer('500, not accepted'),
  'error-502': answer('502 of a proxy, not accepted'),
  'error-504': answer('504 of a proxy, not accepted'),
  'error-500-accepted': answer('500, and yet accepted'),
  'error-502-accepted': answer('502 of a proxy, and yet accepted'),
  'error-504-accepted': answer('504 of a proxy, and yet accepted'),
  'html-answer': answer('accepted, but a proxy answers 200 with HTML'),
  'no-job-id': answer('accepted, but the answer names no job'),
  refuse: answer('406: the item is not accepted'),
  unauthorized: answer('401: the token is revoked'),
  forbidden: answer('403: the token may not produce'),
  'no-credits': answer('402: the account is empty'),
  throttle: answer('429 with Retry-After'),
  'lose-callback': callback('the callback never comes'),
  'late-callback': callback('the callback comes an hour late (divided by the speed)'),
  'twice-callback': callback('the callback comes twice'),
  'garbled-callback': callback('the callback is JSON that says nothing'),
  'foreign-callback': callback('a callback of another job comes first'),
  'early-callback': callback('the callback comes before the answer to produce'),
  'news-first': callback('news (isFinalStatus: false) comes before the end'),
  'status-shape': callback('the callback has the shape of a status answer'),
  'fail-render': render('the render fails'),
  'never-finish': render('the job is never finished'),
  vanish: render('Printess forgets the job'),
  'invalid-glyph': render('the files have characters without a glyph'),
  'list-lag': list('an accepted job shows in the list only after 5 seconds'),
  'list-empty': list('the list shows nothing'),
  'list-cuts-meta': list('the list returns metaData cut short'),
  'list-ignores-order': list('the list does not filter by externalOrderId'),
  'list-fails': list('the list answers 500'),
  'list-throttled': list('the list answers 429'),
  'status-fails': { hook: 'status', rehearses: 'the status answers 500' },
  'status-throttled': { hook: 'status', rehearses: 'the status answers 429' },
  'token-revoked': { hook: 'door', rehearses: 'every call answers 401' },
  down: { hook: 'door', rehearses: 'everything answers 503' },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);

/** The faults that a template's name asks for; an unknown one is no fault. */
export function faultsOfTemplate(templateName: string): FaultName[] {
  if (!templateName.startsWith('fault:')) return [];
  return templateName.slice('fault:'.length).split('+').filter(isFaultName);
}

/** Faults switched on for the next calls, whatever their template. */
export interface LiveFaults {
  /** Switches a fault on: for so many uses, for so many seconds, or until it is switched off. */
  set(name: FaultName, times?: number, seconds?: number): void;
  clear(name?: FaultName): void;
  /** The faults now in force at a hook; each counts as used. */
  use(hook: Hook): FaultName[];
}

export function createLiveFaults(): LiveFaults {
  const on = new Map<FaultName, { times: number; until: number }>();
  return {
    set: (name, times = Infinity, seconds = Infinity) =>
      void on.set(name, { times, until: performance.now() + seconds * 1_000 }),
    clear: (name) => (name === undefined ? on.clear() : void on.delete(name)),
    use(hook) {
      const used: FaultName[] = [];
      for (const [name, fault] of on) {
        if (FAULTS[name].hook !== hook) continue;
        const over = performance.now() > fault.until;
        if (!over) used.push(name);
        if (over || (fault.times -= 1) <= 0) on.delete(name);
      }
      return used;
    },
  };
}
