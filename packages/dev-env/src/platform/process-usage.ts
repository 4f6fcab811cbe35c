/** What processes of this machine have used, from Linux's /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second. */
const TICKS_PER_S = 100;

interface Stat {
  readonly parent: number;
  /** Own time. */
  readonly ownS: number;
  /** Time of children that have ended. */
  readonly endedS: number;
}

/** CPU seconds of a process and all its descendants, including ended ones. 0 when it does not exist. */
export function cpuSecondsOfTree(pid: number): number {
  const stats = new Map<number, Stat>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : null;
    if (stat !== null) stats.set(Number(name), stat);
  }
  let total = 0;
  const pending = [pid];
  for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
    const stat = stats.get(one);
    if (stat === undefined) continue;
    total += stat.ownS + stat.endedS;
    for (const [child, { parent }] of stats) if (parent === one) pending.push(child);
  }
  return total;
}

/** Resident memory of one process, MiB. */
export function memoryMiBOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

function statOf(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // proc(5): after the name in parentheses come state (3), ppid (4) … utime (14), stime, cutime, cstime (17).
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return {
    parent: fields[1]!,
    ownS: (fields[11]! + fields[12]!) / TICKS_PER_S,
    endedS: (fields[13]! + fields[14]!) / TICKS_PER_S,
  };
}
