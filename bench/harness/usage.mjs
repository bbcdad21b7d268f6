import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of /proc a second: 100 on every Linux that Node runs on. */
const TICK_MS = 10;

/** CPU of a process in milliseconds by the operating system's accounting, its threads and ended children included. */
export function cpuOf(pid) {
  const fields = statOf(`/proc/${pid}/stat`);
  return fields ? (fields[11] + fields[12] + fields[13] + fields[14]) * TICK_MS : 0;
}

/** CPU of a process and all its living descendants. */
export function cpuOfTree(pid) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statOf(`/proc/${name}/stat`);
    if (fields) parents.set(Number(name), fields[1]);
  }
  const isOf = (one) => one === pid || (parents.has(one) && isOf(parents.get(one)));
  return [...parents.keys()].filter(isOf).reduce((sum, one) => sum + cpuOf(one), 0);
}

/** CPU of the thread beside the main one that has used most, since `before` (by thread): of a worker, its workflows'. */
export function cpuOfThreads(pid) {
  const threads = new Map();
  for (const tid of readdirSync(`/proc/${pid}/task`)) {
    const fields = statOf(`/proc/${pid}/task/${tid}/stat`);
    if (fields && Number(tid) !== pid) threads.set(tid, (fields[11] + fields[12]) * TICK_MS);
  }
  return threads;
}

/** Megabytes of memory of a process. */
export function memoryOf(pid) {
  const [, kilobytes] = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_000;
}

/** Milliseconds that all cores of the machine have been busy. */
export function machineBusy() {
  const [, user, nice, system, , , irq, softirq, steal] = /^cpu\s+(.*)$/m
    .exec(readFileSync('/proc/stat', 'utf8'))[0]
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) * TICK_MS;
}

function statOf(path) {
  try {
    // The name, in brackets, may hold spaces: ppid is the second field after it, utime the twelfth.
    return readFileSync(path, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
  } catch {
    return undefined;
  }
}
