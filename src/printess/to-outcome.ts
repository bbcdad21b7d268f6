import type { Issue } from '../contract/issues.js';
import type { Outcome, PrintFile } from '../contract/outcome.js';
import { outsideText } from './outside-text.js';
import { readWire, wireCallbackSchema, type WireResult, type WireStatus } from './wire.js';

export type ReadCallback =
  | { ok: false; issues: Issue[] }
  | { ok: true; jobId: string; printessOrderId?: string; final: false }
  | { ok: true; jobId: string; printessOrderId?: string; final: true; outcome: Outcome };

/** A callback's body, in either shape; news (`isFinalStatus: false`) is not final. */
export function readCallback(json: unknown): ReadCallback {
  const read = readWire(wireCallbackSchema, json);
  if (!read.ok) return read;
  const { jobId, orderId, isFailure, isFinalStatus, isSuccess, result } = read.value;
  const printessOrderId = outsideText(orderId).slice(0, 300);
  const about = { ok: true as const, jobId, ...(printessOrderId && { printessOrderId }) };
  if (isFinalStatus === false) return { ...about, final: false };
  const failed = isFailure === true || isSuccess === false;
  if (!failed && result == null && isSuccess !== true && isFailure !== false)
    return { ok: false, issues: [{ path: 'result', message: 'neither a result nor a failure' }] };
  const outcome = failed
    ? ({ kind: 'failed', message: outsideText(read.value.failureDetails ?? read.value.errorDetails) } as const)
    : succeeded(result ?? {});
  return { ...about, final: true, outcome };
}

/** A status answer; `unknown`: Printess no longer knows the job, it will never become final. */
export function readStatus(
  status: WireStatus,
): { kind: 'final'; outcome: Outcome } | { kind: 'pending' } | { kind: 'unknown' } {
  if (!status.isFinalStatus) return { kind: status.enqueuedOn == null ? 'unknown' : 'pending' };
  if (status.isSuccess === true) return { kind: 'final', outcome: succeeded(status.result ?? {}) };
  return { kind: 'final', outcome: { kind: 'failed', message: outsideText(status.errorDetails) } };
}

function succeeded(result: WireResult): Outcome {
  const files = [...documents(result), ...pictures(result)];
  const warnings = [
    ...(result.oi?.hasInvalidGlyph ? ['Some characters have no glyph in the chosen font: look at the files.'] : []),
    ...(files.length === 0 && !result.zip ? ['Printess reported success without any file.'] : []),
  ];
  return {
    kind: 'succeeded',
    files,
    fileCount: files.length,
    ...(result.zip && { zip: result.zip }),
    ...(warnings.length > 0 && { warnings }),
  };
}

function documents({ r, d, pages }: WireResult): PrintFile[] {
  return Object.entries(r ?? {}).flatMap(([document, url]) => {
    if (!url) return [];
    const count = pages?.[document];
    return [{ document, url, name: d?.[document] ?? lastSegment(url), ...(isCount(count) && { pages: count }) }];
  });
}

function pictures({ p }: WireResult): PrintFile[] {
  return (p ?? []).map(({ d, u }) => ({ document: d ?? '', url: u, name: lastSegment(u) }));
}

const isCount = (count: number | null | undefined): count is number =>
  Number.isSafeInteger(count) && Number(count) >= 0;

function lastSegment(url: string): string {
  return url.split(/[?#]/)[0]?.split('/').pop() ?? '';
}
