import { CommanderError } from 'commander';
import { createProgram } from './program.js';

/** After a failure, for what was begun to end by itself: a connection that a worker holds, a socket of a peer that is frozen. */
const END_MS = 3_000;

/** Runs the command line and leaves the exit code in the process: 0 done, 1 ended otherwise, 2 bad input, 3 out of reach. */
export async function main(argv: string[]): Promise<void> {
  try {
    await (await createProgram(argv)).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has said what is wrong, or printed what was asked for.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const { exitCodeOf, explain } = await import('./output/explain.js');
    process.exitCode = exitCodeOf(error);
    const text = explain(error);
    if (text) process.stderr.write(`${text}\n`);
    setTimeout(() => process.exit(), END_MS).unref();
  }
}
