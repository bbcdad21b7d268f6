import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callbackReportSchema } from '../../src/contract/outcome.js';
import { filesAllowed, DEFAULT_FILE_HOSTS } from '../../src/printess/file-hosts.js';
import { fitOutcome } from '../../src/printess/fit-files.js';
import { readCallback, readStatus } from '../../src/printess/to-outcome.js';
import { withoutFiles } from '../../src/printess/without-files.js';
import { readWire, wireCallbackSchema, wireOrdersSchema, wireStatusSchema } from '../../src/printess/wire.js';

const url = 'https://printess-prod.s3.eu-central-1.amazonaws.com/output/4781_1.pdf';
const result = {
  r: { preview: url },
  d: { preview: '4781_1.pdf' },
  p: null,
  meta: null,
  zip: null,
  pages: { preview: 2 },
};
const callback = { jobId: 'j', orderId: 'o', templateName: 't', result, isFailure: false, failureDetails: null };

describe('what Printess sends', () => {
  it('is read or refused with issues, whatever it is; nothing is thrown', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        for (const schema of [wireCallbackSchema, wireStatusSchema, wireOrdersSchema]) {
          const read = readWire(schema, json);
          if (!read.ok) expect(read.issues.length).toBeGreaterThan(0);
        }
        readCallback(json);
      }),
    );
  });

  it('may have unknown fields: they are counted, and change nothing', () => {
    const unknown = fc.dictionary(fc.stringMatching(/^x[a-z]{1,8}$/), fc.jsonValue());
    fc.assert(
      fc.property(unknown, (extra) => {
        const read = readWire(wireCallbackSchema, { ...callback, ...extra });
        expect(read).toMatchObject({ ok: true, unknownFields: Object.keys(extra).length });
        expect(readCallback({ ...callback, ...extra })).toEqual(readCallback(callback));
      }),
    );
  });

  it.each([
    [{ ...callback, jobId: 7 }, 'jobId'],
    [{ ...callback, isFailure: 'no' }, 'isFailure'],
    [{ ...callback, result: { r: { preview: 1 } } }, 'result.r.preview'],
    [{ ...callback, result: { p: [{ d: 'a' }] } }, 'result.p[0].u'],
    [{ ...callback, jobId: '' }, 'jobId'],
  ])('with a wrong field is refused by its path: %#', (json, path) => {
    const read = readWire(wireCallbackSchema, json);
    expect(read.ok ? [] : read.issues.map((fault) => fault.path)).toEqual([path]);
  });
});

describe('a result', () => {
  const names = fc.constantFrom('__proto__', 'constructor', 'toString', 'cover', '', 'a\ud83d', 'x'.repeat(500));
  const urls = fc.oneof(
    fc.constantFrom(url, '', 'javascript:1', `https://a.example/${'x'.repeat(3_000)}`),
    fc.webUrl(),
  );
  const any = fc.oneof(fc.jsonValue(), fc.constant(Infinity), fc.constant('\ud83d'));
  /** Own members, `__proto__` among them. */
  const entries = (value: fc.Arbitrary<unknown>) =>
    fc.array(fc.tuple(names, value), { maxLength: 4 }).map((members) => Object.fromEntries(members) as object);
  const members = {
    r: fc.oneof(entries(fc.oneof(urls, fc.constant(null))), any),
    d: fc.oneof(entries(fc.oneof(names, any)), fc.constant(null)),
    p: fc.oneof(fc.array(fc.record({ d: names, u: urls, i: any })), fc.constant(null), any),
    pages: fc.oneof(entries(any), any),
    zip: fc.oneof(urls, fc.constant(null)),
    oi: any,
    s: any,
    meta: any,
  };

  it('of any shape ends the item, or is said: nothing is thrown, and no order is sent what it cannot read', () => {
    let [ended, said] = [0, 0];
    fc.assert(
      fc.property(fc.record(members, { requiredKeys: [] }), (made) => {
        const read = readCallback({ jobId: 'j', isFailure: false, result: made });
        if (!read.ok) {
          said++;
          return expect(read.issues.length).toBeGreaterThan(0);
        }
        if (!read.final || read.outcome.kind !== 'succeeded') throw new Error('It has succeeded, and is final');
        ended++;
        const report = { itemId: 'a', generation: 1, jobId: 'j', outcome: read.outcome };
        expect(callbackReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
        for (const text of JSON.stringify(report).matchAll(/"(?:[^"\\\\]|\\\\.)*"/g))
          expect((JSON.parse(text[0]) as string).isWellFormed()).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect([ended > 50, said > 50]).toEqual([true, true]);
  });

  it('has its files though what stands beside them is odd', () => {
    for (const odd of [{ pages: { preview: Infinity } }, { pages: 7 }, { oi: 'none' }, { oi: { hasInvalidGlyph: 1 } }])
      expect(readCallback({ jobId: 'j', isFailure: false, result: { r: { preview: url }, ...odd } })).toMatchObject({
        outcome: { files: [{ document: 'preview', url, name: '4781_1.pdf' }], fileCount: 1 },
      });
  });
});

describe('a callback', () => {
  it('brings files with their names and pages', () => {
    expect(readCallback(callback)).toEqual({
      ok: true,
      jobId: 'j',
      printessOrderId: 'o',
      final: true,
      outcome: {
        kind: 'succeeded',
        files: [{ document: 'preview', url, name: '4781_1.pdf', pages: 2 }],
        fileCount: 1,
      },
    });
  });

  it.each([
    ['a failure', { jobId: 'j', isFailure: true, failureDetails: 'no font' }, { kind: 'failed', message: 'no font' }],
    [
      'a failure with null for its result',
      { jobId: 'j', isFailure: true, result: null },
      { kind: 'failed', message: '' },
    ],
    [
      'a failed status',
      { jobId: 'j', isFinalStatus: true, isSuccess: false, errorDetails: 'x\u0007y' },
      { kind: 'failed', message: 'x y' },
    ],
    ['pictures', { jobId: 'j', isFailure: false, result: { p: [{ d: 'front', u: url, i: 0 }] } }, { fileCount: 1 }],
    ['a zip alone', { jobId: 'j', isFailure: false, result: { zip: url } }, { zip: url, fileCount: 0 }],
    [
      'missing glyphs',
      { jobId: 'j', isFailure: false, result: { ...result, oi: { hasInvalidGlyph: true } } },
      { warnings: [expect.stringContaining('glyph')] },
    ],
    ['a status that succeeded', { jobId: 'j', isFinalStatus: true, isSuccess: true, result }, { kind: 'succeeded' }],
  ])('tells %s', (_name, json, outcome) => {
    expect(readCallback(json)).toMatchObject({ ok: true, final: true, outcome });
  });

  it('that fails in one of its two ways of saying so has failed', () => {
    const both = { jobId: 'j', isFailure: false, isFinalStatus: true, isSuccess: false, errorDetails: 'no font' };
    expect(readCallback(both)).toMatchObject({ final: true, outcome: { kind: 'failed', message: 'no font' } });
  });

  it('with details nested too deeply to be shown has failed all the same', () => {
    const failureDetails: unknown = JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`);
    expect(readCallback({ jobId: 'j', isFailure: true, failureDetails })).toMatchObject({
      outcome: { kind: 'failed' },
    });
  });

  it('that says it is not final is progress, whatever else it says', () => {
    expect(readCallback({ jobId: 'j', isFinalStatus: false, isFailure: true })).toMatchObject({
      ok: true,
      final: false,
    });
  });

  it('that says isFinalStatus: false is progress', () => {
    expect(readCallback({ jobId: 'j', isFinalStatus: false, isSuccess: false })).toMatchObject({
      ok: true,
      final: false,
    });
  });

  it.each([[{ hello: 'world' }], [{ jobId: 'j' }], [[]], [null], ['text']])(
    'that says nothing is not understood: %j',
    (json) => {
      expect(readCallback(json).ok).toBe(false);
    },
  );
});

describe('what comes with a callback', () => {
  const success = (result: unknown) => readCallback({ jobId: 'j', isFailure: false, result });
  const files = (result: unknown) => {
    const read = success(result);
    return read.ok && read.final && read.outcome.kind === 'succeeded' ? read.outcome.files : undefined;
  };
  const json = (text: string): unknown => JSON.parse(text);

  it('has the documents that it names, whatever JavaScript thinks of their names', () => {
    const named = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'cover'];
    const entries = (value: unknown) => `{${named.map((name) => `"${name}":${JSON.stringify(value)}`).join()}}`;
    expect(files(json(`{"r":${entries(url)},"d":${entries('a.pdf')},"pages":${entries(2)}}`))).toEqual(
      named.map((document) => ({ document, url, name: 'a.pdf', pages: 2 })),
    );
    // None of them is found where it is not named.
    expect(files({ r: { constructor: url }, d: {}, pages: {} })).toEqual([
      { document: 'constructor', url, name: '4781_1.pdf' },
    ]);
    expect(success(json('{"__proto__":{"zip":"https://printess.com/a.zip"}}'))).toMatchObject({
      outcome: { fileCount: 0 },
    });
    expect(success(json(`{"r":{"__proto__":7}}`)).ok).toBe(false);
  });

  it('keeps URLs as they are parsed, and is not understood where one cannot be kept', () => {
    expect(files({ r: { a: 'https://FILES.printess.com/ä.pdf' } })).toMatchObject([
      { url: 'https://files.printess.com/%C3%A4.pdf' },
    ]);
    for (const bad of ['https://printess.com\\@evil.example/x', `https://printess.com/${'x'.repeat(1_500_000)}`]) {
      expect(success({ r: { a: url, b: bad } }).ok).toBe(false);
      expect(success({ p: [{ u: bad }] }).ok).toBe(false);
      expect(success({ r: { a: url }, zip: bad }).ok).toBe(false);
    }
    expect(success({ r: { a: '' }, zip: '' })).toMatchObject({ ok: true, outcome: { fileCount: 0 } });
  });

  it('has names that can be saved, of whole characters, and no longer than a name is', () => {
    const [file] =
      files({ r: { [`${'x'.repeat(298)}😀😀`]: url }, d: { [`${'x'.repeat(298)}😀😀`]: '../../etc/cron.d/x' } }) ?? [];
    expect(file).toEqual({ document: `${'x'.repeat(298)}…`, url, name: 'x' });
    expect(files({ r: { a: url }, d: { a: '..' } })?.[0]?.name).toBe('4781_1.pdf');
    expect(files({ r: { a: 'https://printess.com/' } })?.[0]?.name).toBe('file');
    expect(files({ p: [{ d: 'a\u0000b', u: url }] })?.[0]?.document).toBe('a b');
  });

  it('is bounded: entries, ids; longer texts are cut', () => {
    const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, n) => [`d${n}`, url]));
    expect(success({ r: many }).ok).toBe(false);
    expect(success({ p: Object.keys(many).map(() => ({ u: url })) }).ok).toBe(false);
    expect(readCallback({ ...callback, jobId: 'j'.repeat(301) }).ok).toBe(false);
    expect(readCallback({ ...callback, jobId: 'j\ud83d' }).ok).toBe(false);
    const read = readCallback({
      ...callback,
      orderId: '😀'.repeat(400),
      isFailure: true,
      failureDetails: '😀'.repeat(9_000),
    });
    expect(read).toMatchObject({ ok: true, outcome: { kind: 'failed' } });
    const text = JSON.stringify(read);
    expect([text.isWellFormed(), text.includes('\\ud83d'), text.length < 1_000]).toEqual([true, false, true]);
  });

  it('tells few issues, and little of the names in them', () => {
    const read = success({ r: { ['x'.repeat(100_000)]: 7 }, p: Array.from({ length: 9 }, () => 7) });
    expect(read.ok ? [] : read.issues.length).toBeLessThanOrEqual(5);
    expect(JSON.stringify(read).length).toBeLessThan(5_000);
  });
});

describe('a status answer', () => {
  it('that succeeded is final also where a URL cannot be kept: the list is left out, a warning says so', () => {
    const bad = `https://printess.com/${'x'.repeat(1_500_000)}`;
    const outcome = (json: object) => {
      const read = readWire(wireStatusSchema, { jobId: 'j', isFinalStatus: true, isSuccess: true, result: json });
      const status = read.ok ? readStatus(read.value) : undefined;
      return status?.kind === 'final' ? status.outcome : undefined;
    };
    expect(outcome({ r: { a: url, b: bad } })).toEqual({
      kind: 'succeeded',
      files: [],
      fileCount: 2,
      filesOmitted: true,
      warnings: [expect.stringContaining('fetch them there')],
    });
    expect(outcome({ r: { a: url }, zip: bad })).toMatchObject({
      files: [{ url }],
      fileCount: 1,
      warnings: [expect.anything()],
    });
  });

  const base = { jobId: 'j', isSuccess: false };
  it.each([
    [{ ...base, isFinalStatus: false, enqueuedOn: null }, 'unknown'],
    [{ ...base, isFinalStatus: false, enqueuedOn: '2021-08-25T11:48:39Z' }, 'pending'],
    [{ ...base, isFinalStatus: true, isSuccess: true, result }, 'final'],
    [{ ...base, isFinalStatus: true, errorDetails: 'x' }, 'final'],
  ])('%j is %s', (status, kind) => {
    expect(readStatus(status).kind).toBe(kind);
  });
});

describe('files', () => {
  const outcome = (address: string) => ({
    kind: 'succeeded' as const,
    files: [{ document: 'd', url: address, name: 'n' }],
    fileCount: 1,
  });

  it.each([
    [url, true],
    ['https://files.printess.com/x.pdf', true],
    ['https://printess.com.evil.example/x.pdf', false],
    ['https://evilprintess.com/x.pdf', false],
    ['http://files.printess.com/x.pdf', false],
    ['https://user:pass@files.printess.com/x.pdf', false],
    ['javascript:alert(1)', false],
    ['http://127.0.0.1:8085/x.pdf', false],
  ])('%s is allowed: %s', (address, allowed) => {
    expect(filesAllowed(outcome(address), DEFAULT_FILE_HOSTS)).toBe(allowed);
  });

  it('on plain http are allowed on a listed loopback host alone', () => {
    expect(filesAllowed(outcome('http://127.0.0.1:8085/x.pdf'), ['127.0.0.1:8085'])).toBe(true);
    expect(filesAllowed(outcome('http://127.0.0.1:9999/x.pdf'), ['127.0.0.1:8085'])).toBe(false);
    expect(filesAllowed(outcome('http://files.example/x.pdf'), ['files.example'])).toBe(false);
  });

  it('that are too many are left out, their count and the zip are kept', () => {
    const many = {
      ...outcome(url),
      files: Array.from({ length: 10_000 }, () => ({ document: 'd', url, name: 'n' })),
      fileCount: 10_000,
      zip: url,
    };
    expect(fitOutcome(many)).toMatchObject({
      files: [],
      fileCount: 10_000,
      filesOmitted: true,
      zip: url,
      warnings: [expect.stringContaining('10000')],
    });
    expect(fitOutcome(outcome(url))).toEqual(outcome(url));
    expect(withoutFiles({ ...many, files: outcome(url).files })).toEqual({
      kind: 'succeeded',
      files: [],
      fileCount: 10_000,
      filesOmitted: true,
      filesBytes: JSON.stringify(outcome(url).files).length,
      zip: url,
    });
  });

  it('is read whatever stands in the fields that nobody reads', () => {
    const result = {
      r: null,
      p: [{ d: null, u: 'https://files.printess.com/a.png' }],
      meta: { an: 'object' },
      s: 'fast',
      ayx: 7,
      ff: [],
      pages: { a: -1 },
    };
    const body = { jobId: 'j', isFailure: false, meta: {}, userId: 5, templateName: [], result };
    expect(readCallback(body)).toMatchObject({
      ok: true,
      outcome: { kind: 'succeeded', files: [{ document: '', url: 'https://files.printess.com/a.png', name: 'a.png' }] },
    });
  });
});
