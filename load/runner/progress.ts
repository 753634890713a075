import type { HostTimeline } from './host/host-timeline.ts'
import type { K6Timeline } from './k6/k6-timeline.ts'
import { percentiles } from './metrics/percentiles.ts'

export interface Progress {
  readonly scenario: string
  readonly seconds: number
  readonly k6: K6Timeline
  readonly hosts: HostTimeline
}

const TTY_EVERY_MS = 1_000
const LOG_EVERY_MS = 5_000
/** Longer intervals for logs, where half an hour of such lines would be too much. */
const LONG_LOG_EVERY_MS = 15_000
const LONG_SECONDS = 120
/** Window of the figures: long enough to be stable, short enough to show a change. */
const LAST_SECONDS = 5

/** One line with a scenario's progress and current figures. */
export function progressLine({ scenario, seconds, k6, hosts }: Progress): string {
  if (k6.fromMs === undefined) return `${scenario.padEnd(8)}warming up`
  // the current second is incomplete
  const whole = k6.seconds.slice(0, -1)
  const last = whole.slice(-LAST_SECONDS)
  const iterations = last.reduce((sum, second) => sum + second.iterations, 0)
  const found = percentiles(last.flatMap(({ durationsMs }) => [...durationsMs.values()].flat()))
  const total = (key: 'failed' | 'dropped'): number =>
    k6.seconds.reduce((sum, second) => sum + second[key], 0)
  const saver = hosts.latest?.saver
  return [
    `${scenario.padEnd(8)}${String(whole.length).padStart(4)} s of ${seconds}`,
    `${(last.length === 0 ? 0 : iterations / last.length).toFixed(1).padStart(6)}/s`,
    `p95 ${found === undefined ? '-' : found.p95.toFixed(0)} ms`,
    `failed ${total('failed')}`,
    `dropped ${total('dropped')}`,
    `queue ${saver?.queueRows ?? '-'}`,
    `lag ${saver === undefined ? '-' : saver.lagSeconds.toFixed(1)} s`,
  ].join('   ')
}

/**
 * Shows progress until it is stopped: one changing line on a terminal, a line every few seconds
 * elsewhere.
 */
export function showProgress(progress: Progress, out: NodeJS.WriteStream): () => void {
  const show = (): void => {
    const line = progressLine(progress)
    out.write(out.isTTY ? `\r\u001B[2K${line.slice(0, out.columns - 1)}` : `${line}\n`)
  }
  const timer = setInterval(show, out.isTTY ? TTY_EVERY_MS : logEveryMs(progress.seconds))
  return () => {
    clearInterval(timer)
    if (out.isTTY) out.write('\r\u001B[2K')
  }
}

function logEveryMs(seconds: number): number {
  return seconds > LONG_SECONDS ? LONG_LOG_EVERY_MS : LOG_EVERY_MS
}
