import type * as z from 'zod';
import { Problem } from './problem.js';
import type { Line } from './read-lines.js';
import type { submittedLineSchema } from './shapes.js';

export type SubmittedLine = z.infer<typeof submittedLineSchema>;

export interface Batch {
  lines: AsyncIterable<Line>;
  /** Answers a line, whatever is wrong with it. */
  submit: (line: Line) => Promise<SubmittedLine>;
  /** Aborted when the server stops: what has not been read by then is not read. */
  stopping: AbortSignal;
  requestId: string;
}

/** Lines of a batch, empty ones among them. */
const LINES = 1_000;
const LINES_IN_FLIGHT = 10;
/** Bytes of a line from which on it goes alone: ten of the longest would be much to hold. */
const LARGE = 200_000;

/**
 * An answer for each line, in their order, as the lines come: no further line is read before the answers of those before
 * it are taken. Throws a problem where there is not one answer to give.
 */
export async function* answerLines({ lines, submit, stopping, requestId }: Batch): AsyncGenerator<SubmittedLine, void> {
  const inFlight: Promise<SubmittedLine>[] = [];
  let isEmpty = true;
  let last = 0;
  let unread: Problem | undefined;
  try {
    for await (const line of lines) {
      last = line.number;
      if (last > LINES) {
        unread = new Problem(413, 'too-large', `At most ${LINES} lines a request: from this one on nothing was read.`);
        break;
      }
      if (line.bytes && isBlank(line.bytes)) continue;
      isEmpty = false;
      inFlight.push(submit(line));
      const room = (line.bytes?.length ?? 0) > LARGE ? 1 : LINES_IN_FLIGHT;
      for (const answer of inFlight.splice(0, inFlight.length + 1 - room)) yield await answer;
      if (stopping.aborted) break;
    }
  } catch {
    last += 1;
    unread = new Problem(400, 'bad-request', 'From this line on the body cannot be read.');
  }
  if (isEmpty) throw unread ?? new Problem(422, 'invalid-input', 'There is no order in the body.');
  for (const answer of inFlight) yield await answer;
  if (unread) yield { line: last, status: unread.status, problem: unread.toBody(requestId) };
}

function isBlank(bytes: Buffer): boolean {
  return !/\S/.test(bytes.toString('latin1'));
}
