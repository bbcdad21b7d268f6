import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Archive } from '../archive/archive.js';
import type { KeepFilesAnswer, KeepFilesInput } from '../contract/delivery.js';
import type { KeptFile } from '../contract/kept-files.js';
import { FAULTS_TOLD, KEPT_FILES_LISTED } from '../contract/limits.js';
import { FAILURES } from '../contract/names.js';
import { pageFaults, resultFaults } from '../contract/result-faults.js';
import { bringFiles, type BroughtFile } from '../files/bring-files.js';
import { checkFile } from '../files/check-file.js';
import { FileError } from '../files/file-error.js';
import { readStatus } from '../printess/to-outcome.js';
import type { ActivityDeps } from './activity-deps.js';
import type { Activities } from './activity-types.js';
import { attemptCounts } from './permission-to-send.js';
import { createTurns, NoTurnError } from './turns.js';
import { wantedFiles, type Result } from './wanted-files.js';

/** Items whose files a worker process brings in at once: each takes a connection, and memory while a PDF is opened. */
const AT_ONCE = 8;
/** Items that wait for their turn in a process; beyond, Temporal has them wait: events want its slots too. */
const WAITING = 100;
const NO_TURN_RETRY_MS = 15_000;
const HEARTBEAT_MS = 5_000;
/** Tries that failed after which a person is told, some 50 minutes: by then nothing heals by itself. */
const TRIES = 10;
const MILLIMETRE = 1;

/**
 * Brings the files of an item's job into the archive: whole, compared with what was ordered, and in their place at once.
 * What an earlier try has brought is not fetched again. Throws `NotDelivered` where another try may help.
 */
export function createKeepFiles(deps: ActivityDeps): Activities['keepFiles'] {
  const turns = createTurns(AT_ONCE, WAITING);
  return async (input: KeepFilesInput): Promise<KeepFilesAnswer> => {
    const { archive } = deps.files ?? {};
    if (!archive || !deps.files)
      return { kind: 'failed', message: 'The worker has no archive: set ARCHIVE_URL and restart it.' };
    const context = Context.current();
    // Temporal counts a worker's death, and a wait for a turn, as tries too: those say nothing of the files.
    const failed = failedTries(context.info.heartbeatDetails);
    const beat = setInterval(() => context.heartbeat(failed), HEARTBEAT_MS);
    try {
      return await turns(context.cancellationSignal, () => keep(deps, archive, input));
    } catch (error) {
      if (context.cancellationSignal.aborted) throw error;
      const hasFailed = !(error instanceof NoTurnError);
      if (hasFailed) context.heartbeat(failed + 1);
      return endOf(error, input, failed + Number(hasFailed));
    } finally {
      clearInterval(beat);
    }
  };
}

async function keep(deps: ActivityDeps, archive: Archive, input: KeepFilesInput): Promise<KeepFilesAnswer> {
  const { jobId, itemId, generation, refuseFaulty } = input;
  const stillCounts = deps.files?.stillCounts ?? attemptCounts;
  const there = await archive.kept(input);
  if (there?.jobId === jobId) {
    await archive.place(input, there);
    return keptAnswer(archive, input, there);
  }
  const folder = archive.staging(input, jobId);
  const { result, brought } = await bring(deps, input, folder);
  const { files, faults } = await inspect(input, result, brought, folder);
  if (refuseFaulty && faults.length > 0) return { kind: 'faulty', faults };
  // The worker may have been frozen, or its run ended: a later job's files may lie there by now.
  if (!(await stillCounts()))
    throw new FileError('failed', 'This attempt no longer counts, so nothing was put in its place.');
  const record = { itemId, jobId, generation, at: new Date().toISOString(), files, faults };
  await archive.place(input, record);
  return keptAnswer(archive, input, record);
}

const failedTries = (details: unknown): number => (typeof details === 'number' ? details : 0);

/** By the URLs that are known; where they are gone, or were left out, by those that Printess names now. */
async function bring(
  { shop: shopOf, files }: ActivityDeps,
  input: KeepFilesInput,
  folder: string,
): Promise<{ result: Result; brought: BroughtFile[] }> {
  const { hosts = [], names, lookup } = files ?? {};
  const { cancellationSignal: signal } = Context.current();
  const bringAll = async (result: Result) => {
    const wanted = wantedFiles(input, result, names);
    if (wanted.length === 0) throw new FileError('gone', 'Printess names no file.');
    return { result, brought: await bringFiles({ folder, files: wanted, hosts, signal, lookup }) };
  };
  const ask = async (): Promise<Result> => {
    const connection = shopOf(input.shop);
    if (!connection) throw new FileError('failed', `The worker's configuration has no shop ${input.shop}.`);
    const status = readStatus(await connection.client.jobStatus(input.jobId, input.httpTimeout));
    if (status.kind !== 'final' || status.outcome.kind !== 'succeeded' || status.outcome.filesOmitted)
      throw new FileError('gone', 'Printess does not name its files any more.');
    return status.outcome;
  };
  if (input.filesOmitted) return bringAll(await ask());
  try {
    return await bringAll(input);
  } catch (error) {
    if (!(error instanceof FileError) || error.kind !== 'gone') throw error;
    return bringAll(await ask());
  }
}

/** What the files are, and what of that is not as it was ordered. */
async function inspect(
  { expect = {} }: KeepFilesInput,
  result: Result,
  brought: readonly BroughtFile[],
  folder: string,
): Promise<{ files: KeptFile[]; faults: string[] }> {
  const faults = resultFaults({ ...result, fileCount: result.files.length }, expect);
  const files: KeptFile[] = [];
  for (const [index, { name, bytes, sha256 }] of brought.entries()) {
    Context.current().cancellationSignal.throwIfAborted();
    const { document, pages: told } = result.files[index] ?? {};
    const { fault, ...facts } = await checkFile(`${folder}/${name}`, name);
    if (fault) faults.push(`${name} ${fault}.`);
    const { pages, widthMm, heightMm } = facts;
    if (pages !== undefined && told !== undefined && pages !== told)
      faults.push(`${name} has ${pages} pages, Printess said ${told}.`);
    else if (pages !== undefined && told === undefined) faults.push(...pageFaults(document ?? name, pages, expect));
    if (isOther(widthMm, expect.widthMm) || isOther(heightMm, expect.heightMm))
      faults.push(
        `${name} is ${widthMm} × ${heightMm} mm, ${expect.widthMm ?? '?'} × ${expect.heightMm ?? '?'} mm were expected.`,
      );
    files.push({ name, ...(document !== undefined && { document }), bytes, sha256, ...facts });
  }
  return { files, faults: [...new Set(faults)].slice(0, FAULTS_TOLD) };
}

const isOther = (is: number | undefined, expected: number | undefined): boolean =>
  is !== undefined && expected !== undefined && Math.abs(is - expected) > MILLIMETRE;

function keptAnswer(
  archive: Archive,
  input: KeepFilesInput,
  { at, files, faults }: { at: string; files: KeptFile[]; faults: string[] },
): KeepFilesAnswer {
  const isLong = files.length > KEPT_FILES_LISTED;
  return {
    kind: 'kept',
    faults,
    kept: {
      folder: archive.urlOf(input),
      at,
      fileCount: files.length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      files: isLong ? [] : files,
      ...(isLong && { filesOmitted: true }),
    },
  };
}

/** An end that a person is told of, or a failure after which Temporal tries again. */
function endOf(error: unknown, { itemId, orderId }: KeepFilesInput, failed: number): KeepFilesAnswer {
  const message = error instanceof Error ? error.message : String(error);
  const { kind = 'failed' } = error instanceof FileError ? error : {};
  if (kind === 'gone')
    return {
      kind: 'failed',
      message: `${message} Printess was asked for new URLs: only a reprint, which is paid, brings the files (retryItem with "reprint": true).`,
    };
  if (kind === 'not-allowed' || kind === 'too-large' || failed >= TRIES) return { kind: 'failed', message };
  if (error instanceof NoTurnError)
    throw ApplicationFailure.create({
      message: `The files of item ${itemId} of order ${orderId} wait for their turn.`,
      type: FAILURES.notDelivered,
      nextRetryDelay: NO_TURN_RETRY_MS,
    });
  throw ApplicationFailure.create({
    message: `The files of item ${itemId} of order ${orderId} are not kept yet: ${message} It is tried again.`,
    type: FAILURES.notDelivered,
  });
}
