import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from './until.js';

const BIN = fileURLToPath(new URL('../../bin/printess-production.js', import.meta.url));

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A process of the command line that goes on. */
export interface Running {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** Sends a signal and resolves with the exit code (null where the signal killed it). */
  end: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** Which build of the command line runs (absent: this one's), where, and when it is killed at the latest. */
interface Limits {
  bin?: string;
  cwd?: string;
  killAfterMs?: number;
}

/** Starts processes of the command line with this environment, and ends those that are left. */
export function createProcesses(env: NodeJS.ProcessEnv): {
  /** What each process has for its environment. */
  env: NodeJS.ProcessEnv;
  run: (args: string[], extra?: NodeJS.ProcessEnv, input?: string, limits?: Limits) => Promise<Ran>;
  start: (args: string[], ready: RegExp, extra?: NodeJS.ProcessEnv, limits?: Limits) => Promise<Running>;
  endAll: () => Promise<void>;
} {
  const running = new Set<Running>();
  const shared = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env };

  const launch = (args: string[], extra: NodeJS.ProcessEnv, input?: string, limits: Limits = {}) => {
    const { bin = BIN, cwd, killAfterMs } = limits;
    const child = spawn(process.execPath, [bin, ...args], {
      env: { ...shared, ...extra },
      stdio: 'pipe',
      cwd,
      ...(killAfterMs !== undefined && { timeout: killAfterMs, killSignal: 'SIGKILL' as const }),
    });
    child.stdin.end(input);
    const out = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (out.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (out.stderr += chunk.toString()));
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, out, exited };
  };

  return {
    env: shared,

    async run(args, extra = {}, input, limits) {
      const { out, exited } = launch(args, extra, input, limits);
      return { code: await exited, ...out };
    },

    async start(args, ready, extra = {}, limits = {}) {
      const { child, out, exited } = launch(args, extra, undefined, limits);
      const process: Running = {
        child,
        stdout: () => out.stdout,
        stderr: () => out.stderr,
        end(signal) {
          running.delete(process);
          child.kill(signal);
          return exited;
        },
      };
      running.add(process);
      await until(`${args[0] ?? ''} to be ready; it said: ${out.stderr}`, () => {
        if (child.exitCode !== null) throw new Error(`${args[0] ?? ''} has ended: ${out.stderr}`);
        return ready.test(out.stderr);
      });
      return process;
    },

    async endAll() {
      await Promise.all([...running].map((process) => process.end('SIGKILL')));
    },
  };
}
