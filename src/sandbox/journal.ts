import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import type { SandboxEvent } from './record.js';
import { SandboxError } from './sandbox-error.js';

/** A file of events, a JSON object a line: written before anything happens, so that a kill loses nothing answered. */
export interface Journal {
  /** What was kept before; a line that a kill has cut off is dropped. */
  events: SandboxEvent[];
  keep: (event: object) => void;
}

/** Opens a sandbox's file, or makes it. Throws where a line other than the last is no JSON: that is not our file. */
export function openJournal(path: string): Journal {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  const events = whole.split('\n').flatMap((line, index) => (line === '' ? [] : [parse(path, line, index + 1)]));
  return { events, keep: (event) => appendFileSync(path, `${JSON.stringify(event)}\n`) };
}

function parse(path: string, line: string, number: number): SandboxEvent {
  try {
    // A byte order mark is what an editor may have left.
    return JSON.parse(line.replace(/^\uFEFF/, '')) as SandboxEvent;
  } catch (cause) {
    throw new SandboxError(`The sandbox cannot read line ${number} of ${path}: set SANDBOX_FILE to another file.`, {
      cause,
    });
  }
}
