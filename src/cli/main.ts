import { CommanderError } from 'commander';
import { createProgram } from './program.js';

/** After a failure, for what was begun to end by itself: a connection that a worker holds, a socket of a peer that is frozen. */
const END_MS = 3_000;

/** Runs the command line and leaves the exit code in the process: 0 done, 1 ended otherwise, 2 bad input, 3 out of reach. */
export async function main(argv: string[]): Promise<void> {
  const json = argv.includes('--json');
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreBrokenPipe);
  try {
    await (await createProgram(argv, { json })).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      // Otherwise it has said what is wrong, or printed what was asked for.
      if (json && process.exitCode === 2)
        say(JSON.stringify({ error: { code: 'usage', message: error.message.replace(/^error: /, '') } }));
      return;
    }
    const { exitCodeOf, explain } = await import('./output/explain.js');
    process.exitCode = exitCodeOf(error);
    say(explain(error, { json }));
    setTimeout(() => process.exit(), END_MS).unref();
  }
}

function say(text: string): void {
  if (text) process.stderr.write(`${text}\n`);
}

/** Whoever reads may stop reading, as `head` does: what was begun is finished all the same, and the exit code says how. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
}
