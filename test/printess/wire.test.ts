import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filesAllowed, DEFAULT_FILE_HOSTS } from '../../src/printess/file-hosts.js';
import { fitOutcome } from '../../src/printess/fit-files.js';
import { readCallback, readStatus } from '../../src/printess/to-outcome.js';
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

  it('that says it is not final is news, whatever else it says', () => {
    expect(readCallback({ jobId: 'j', isFinalStatus: false, isFailure: true })).toMatchObject({
      ok: true,
      final: false,
    });
  });

  it('that says isFinalStatus: false is news', () => {
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

describe('a status answer', () => {
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
