import { Worker } from 'node:worker_threads';

/** A small file may take minutes to read: then it is no print file, and nobody waits for it. */
const DEADLINE_MS = 20_000;
const MEMORY_MB = 256;
/** A thread's limits leave buffers out: of 10 MB a PDF's reader would make ten thousand. */
const BUFFER_BYTES = 64_000_000;

const BEFORE = `
  globalThis.Uint8Array = new Proxy(Uint8Array, {
    construct(target, given, newTarget) {
      if (given[0] > ${BUFFER_BYTES}) throw new RangeError('It inflates too far');
      return Reflect.construct(target, given, newTarget);
    },
  });
  const { parentPort, workerData } = require('node:worker_threads');
  const library = require(workerData.library);
  const bytes = require('node:fs').readFileSync(workerData.path);
  const post = (read) => parentPort.postMessage(read);
`;

/**
 * What a program makes of a file by a library: in a thread of its own, since what it reads comes from outside, and may keep
 * it busy or make it grow. It is given `library` and the file's `bytes`, and gives its answer to `post`. Undefined where it
 * fails, or takes more than 20 seconds and 256 MB.
 */
export function readInThread<T>(
  program: string,
  workerData: { library: string; path: string },
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const thread = new Worker(BEFORE + program, {
      eval: true,
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      stderr: true,
    });
    const end = (read?: T) => {
      clearTimeout(late);
      resolve(read);
      void thread.terminate();
    };
    const late = setTimeout(end, DEADLINE_MS);
    thread.on('message', end);
    thread.on('error', () => end());
    thread.on('exit', () => end());
  });
}
