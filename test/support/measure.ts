import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a server process went through while something was done to it. */
export interface Measured<T> {
  answer: T;
  /** Megabytes that its memory was at the most above what it had before; undefined where the system does not tell. */
  memory: number | undefined;
  /** Milliseconds of the slowest answer of /healthz, asked by a process of its own. */
  pause: number;
}

const PROBE = fileURLToPath(new URL('probe-health.mjs', import.meta.url));

/** Does something to a server and prints a row of figures. */
export async function measure<T>(
  row: string,
  { opsUrl, pid }: { opsUrl: string; pid: number },
  work: () => Promise<T>,
): Promise<Measured<T>> {
  const before = await startPeak(pid);
  const probe = spawn(process.execPath, [PROBE, `${opsUrl}/healthz`], { stdio: ['pipe', 'pipe', 'inherit'] });
  const said = createInterface(probe.stdout)[Symbol.asyncIterator]();
  try {
    await said.next();
    const answer = await work();
    probe.stdin.end();
    const pause = Number((await said.next()).value);
    const peak = await peakOf(pid);
    const memory = before === undefined || peak === undefined ? undefined : Math.max(0, peak - before);
    process.stdout.write(
      `${row}: memory ${memory === undefined ? 'not told' : `+${Math.round(memory)} MB`}, longest pause of /healthz ${Math.round(pause)} ms\n`,
    );
    return { answer, memory, pause };
  } finally {
    probe.kill();
  }
}

/** Has the system measure the peak from now on. */
async function startPeak(pid: number): Promise<number | undefined> {
  await writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => undefined);
  return peakOf(pid);
}

async function peakOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1_000;
}
