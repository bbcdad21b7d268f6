import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';

/** Every child of this run: none outlives it. */
const children = new Set();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/** Has a process that somebody else has started end with this run too; what it returns is for when it has ended before. */
export function endWithUs(pid) {
  const child = { kill: (signal) => process.kill(pid, signal) };
  children.add(child);
  return () => void children.delete(child);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const READY_DEADLINE_MS = 90_000;

/** Starts a process and waits until it says that it is ready, by IPC or by a line that matches. */
export async function start(command, args, { env = {}, ready, ipc = false, uid, gid, cwd } = {}) {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc'] : [])],
    uid,
    gid,
    cwd,
  });
  children.add(child);
  const said = [];
  const exited = new Promise((resolve) => child.once('exit', (code) => (children.delete(child), resolve(code))));
  let next = 0;
  const waiting = new Map();
  const name =
    command === process.execPath
      ? args
          .slice(0, 2)
          .map((arg) => basename(arg))
          .join(' ')
      : basename(command);
  const failed = (what) => new Error(`${name} ${what}:\n${said.slice(-30).join('\n')}`);
  const isReady = new Promise((resolve, reject) => {
    void exited.then((code) => reject(failed(`has ended (${code})`)));
    // Also what cannot be sent to a process that has just ended is told here.
    child.on('error', reject);
    setTimeout(() => reject(failed(`is not ready after ${READY_DEADLINE_MS / 1_000} s`)), READY_DEADLINE_MS).unref();
    if (ipc)
      child.on('message', (message) => (message.ready ? resolve(message.ready) : waiting.get(message.id)?.(message)));
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on('line', (line) => {
        said.push(line);
        if (said.length > 1_000) said.shift();
        if (ready?.test(line)) resolve(line);
      });
  });
  const readyWith = await isReady.catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    child,
    pid: child.pid,
    readyWith,
    said,
    /** Asks it by IPC, and waits for the answer. */
    ask: (command, given) =>
      new Promise((resolve, reject) => {
        const id = ++next;
        waiting.set(id, ({ answer, error }) => {
          waiting.delete(id);
          error ? reject(new Error(error)) : resolve(answer);
        });
        void exited.then((code) => reject(failed(`has ended (${code})`)));
        if (child.connected) child.send({ id, command, given });
      }),
    async end(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(force);
    },
  };
}

export const node = (script, args = [], options = {}) =>
  start(process.execPath, [script, ...args], { ipc: true, ...options });
