import type { Issue } from '../contract/issues.js';
import { GLYPHS_MISSING } from '../contract/result-faults.js';
import type { Outcome, PrintFile, Success } from '../contract/outcome.js';
import { shorten } from '../contract/shorten.js';
import { fileName } from './file-name.js';
import { outsideText } from './outside-text.js';
import { readWire, wireCallbackSchema, type WireResult, type WireStatus } from './wire.js';

export type ReadCallback =
  | { ok: false; issues: Issue[] }
  | { ok: true; jobId: string; printessOrderId?: string; final: false }
  | { ok: true; jobId: string; printessOrderId?: string; final: true; outcome: Outcome };

/** Characters of a document's name. */
const DOCUMENT_LENGTH = 300;

/**
 * A callback's body, in either shape; progress (`isFinalStatus: false`) is not final. One whose file URLs cannot all be
 * kept is not understood: anybody may have sent it, and the job's status tells the truth.
 */
export function readCallback(json: unknown): ReadCallback {
  const read = readWire(wireCallbackSchema, json);
  if (!read.ok) return read;
  const { jobId, orderId, isFailure, isFinalStatus, isSuccess, result } = read.value;
  const printessOrderId = outsideText(orderId);
  const about = { ok: true as const, jobId, ...(printessOrderId && { printessOrderId }) };
  if (isFinalStatus === false) return { ...about, final: false };
  if (isFailure === true || isSuccess === false) {
    const message = outsideText(read.value.failureDetails ?? read.value.errorDetails);
    return { ...about, final: true, outcome: { kind: 'failed', message } };
  }
  if (result == null && isSuccess !== true && isFailure !== false)
    return { ok: false, issues: [{ path: 'result', message: 'neither a result nor a failure' }] };
  const { success, unusable } = succeeded(result ?? {});
  if (unusable.files || unusable.zip)
    return { ok: false, issues: [{ path: 'result', message: 'a URL that cannot be kept' }] };
  return { ...about, final: true, outcome: success };
}

/** A status answer; `unknown`: Printess no longer knows the job, it will never become final. */
export function readStatus(
  status: WireStatus,
): { kind: 'final'; outcome: Outcome } | { kind: 'pending' } | { kind: 'unknown' } {
  if (!status.isFinalStatus) return { kind: status.enqueuedOn == null ? 'unknown' : 'pending' };
  if (status.isSuccess !== true)
    return { kind: 'final', outcome: { kind: 'failed', message: outsideText(status.errorDetails) } };
  const { success: made, unusable } = succeeded(status.result ?? {});
  const success = { ...made, ...(isMoment(status.finishedOn) && { renderedAt: status.finishedOn }) };
  if (!unusable.files && !unusable.zip) return { kind: 'final', outcome: success };
  // Printess itself has said so: the item is produced, and a person has to fetch what cannot be kept.
  const warning =
    'Printess names files by URLs that are too long, or that programs read differently: fetch them there.';
  const warnings = [...(success.warnings ?? []), warning];
  return {
    kind: 'final',
    outcome: { ...success, ...(unusable.files && { files: [], filesOmitted: true as const }), warnings },
  };
}

/** What a result brings, and whether there are URLs in it that cannot be kept; `fileCount` counts those too. */
function succeeded(result: WireResult): { success: Success; unusable: { files: boolean; zip: boolean } } {
  const named = [...documents(result), ...pictures(result)];
  const files = named.filter((file): file is PrintFile => file.url !== false);
  const { zip } = result;
  const invalidGlyphs = own(result.oi, 'hasInvalidGlyph') === true;
  const warnings = [
    ...(invalidGlyphs ? [GLYPHS_MISSING] : []),
    ...(named.length === 0 && zip == null ? ['Printess reported success without any file.'] : []),
  ];
  return {
    success: {
      kind: 'succeeded',
      files,
      fileCount: named.length,
      ...(zip && { zip }),
      ...(invalidGlyphs && { invalidGlyphs }),
      ...(warnings.length > 0 && { warnings }),
    },
    unusable: { files: files.length < named.length, zip: zip === false },
  };
}

type NamedFile = Omit<PrintFile, 'url'> & { url: string | false };

function documents({ r, d, pages }: WireResult): NamedFile[] {
  return Object.entries(r ?? {}).flatMap(([document, url]) => {
    if (url === null) return [];
    const count = own(pages, document);
    return [{ ...named(document, url, d?.[document]), ...(isCount(count) && { pages: count }) }];
  });
}

function pictures({ p }: WireResult): NamedFile[] {
  return (p ?? []).flatMap(({ d, u }) => (u === null ? [] : [named(d ?? '', u)]));
}

function named(document: string, url: string | false, name?: string | null): NamedFile {
  return {
    // eslint-disable-next-line no-control-regex -- control characters are what is removed
    document: shorten(document.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' '), DOCUMENT_LENGTH),
    url,
    name: fileName(name ?? '') || fileName(url ? lastSegment(url) : '') || 'file',
  };
}

const isMoment = (text: string | null | undefined): text is string => !Number.isNaN(Date.parse(text ?? ''));

const isCount = (count: unknown): count is number => Number.isSafeInteger(count) && Number(count) >= 0;

/** A member of what may be anything. */
const own = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

function lastSegment(url: string): string {
  return url.split(/[?#]/)[0]?.split('/').pop() ?? '';
}
