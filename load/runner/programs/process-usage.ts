import { readFileSync } from 'node:fs'

export interface ProcessUsage {
  /** User and system time since it started. */
  readonly cpuSeconds: number
  readonly residentBytes: number
}

/** Both are fixed on Linux for x86-64 and arm64 as Debian and others build it. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4_096

/**
 * Resource usage of another process, from Linux's /proc (proc_pid_stat(5)). @returns undefined on
 * other systems, or if it has ended
 */
export function processUsage(pid: number | undefined): ProcessUsage | undefined {
  if (pid === undefined) return undefined
  try {
    return readStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return undefined
  }
}

export function readStat(text: string): ProcessUsage {
  // the second field is the program's name in brackets and may hold blanks and brackets; the third
  // follows its last bracket
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (number: number): number => Number(fields[number - 3])
  return {
    cpuSeconds: (field(14) + field(15)) / TICKS_PER_SECOND,
    residentBytes: field(24) * PAGE_BYTES,
  }
}
