import type { LedgerAnswer, HostSample } from '../../http-api.ts'
import type { LoadScenario } from '../../scenarios.ts'
import type { Check } from '../check.ts'
import type { HostFigures } from '../scenario-result.ts'

const MB = 1e6

/**
 * A smoke run checks for breakage, not speed: on a busy machine with two cores the event loop waits
 * for the processor. Half a second, however, means that something blocks.
 */
const SMOKE_EVENT_LOOP_MS = 500

/**
 * Caches fill and code is compiled in the first third. The rest shows whether memory is flat, if
 * the run is long enough.
 */
const WARM_UP_SHARE = 1 / 3
const LEAST_WARM_SAMPLES = 60
/**
 * Allowed difference between the least heap of the first and of the last third after warm-up (the
 * least, because a heap rises and falls with collections). 16 MB is the caches' bound (manifests,
 * 16 MiB by default).
 */
const MAX_HEAP_GROWTH_BYTES = 16 * 1024 * 1024

/** Compares the scenario's requirements with the host process's own measurements. */
export function hostChecks(
  aims: LoadScenario['aims'],
  ledgers: readonly LedgerAnswer[],
  isSmoke: boolean,
): Check[] {
  return [
    ...eventLoopCheck(aims.eventLoopDelayP99Ms, ledgers, isSmoke),
    ...residentCheck(aims.residentMb, ledgers),
    ...ledgers.flatMap(({ samples }) => flatHeapCheck(samples)),
  ]
}

function eventLoopCheck(
  aimMs: number | undefined,
  ledgers: readonly LedgerAnswer[],
  isSmoke: boolean,
): Check[] {
  if (aimMs === undefined) return []
  const limitMs = isSmoke ? SMOKE_EVENT_LOOP_MS : aimMs
  const seenMs = Math.max(...ledgers.map(({ eventLoopDelayMs }) => eventLoopDelayMs.p99))
  return [
    {
      name: `host: event-loop delay p99 < ${limitMs} ms`,
      isMet: seenMs < limitMs,
      seen: `${seenMs.toFixed(1)} ms`,
    },
  ]
}

function residentCheck(aimMb: number | undefined, ledgers: readonly LedgerAnswer[]): Check[] {
  if (aimMb === undefined) return []
  const seenMb = Math.max(
    ...ledgers.flatMap(({ samples }) => samples.map(({ residentBytes }) => residentBytes / MB)),
  )
  return [
    {
      name: `host: resident memory < ${aimMb} MB`,
      isMet: seenMb < aimMb,
      seen: `${Math.round(seenMb)} MB at most`,
    },
  ]
}

export function flatHeapCheck(samples: readonly HostSample[]): Check[] {
  const warm = samples.slice(Math.ceil(samples.length * WARM_UP_SHARE))
  if (warm.length < LEAST_WARM_SAMPLES) return []
  const third = Math.floor(warm.length / 3)
  const grownBytes = leastHeap(warm.slice(-third)) - leastHeap(warm.slice(0, third))
  return [
    {
      name: `host: heap is flat after warm-up (within ${inMb(MAX_HEAP_GROWTH_BYTES)} MB)`,
      isMet: grownBytes < MAX_HEAP_GROWTH_BYTES,
      seen: `${grownBytes < 0 ? '' : '+'}${inMb(grownBytes)} MB`,
    },
  ]
}

function leastHeap(samples: readonly HostSample[]): number {
  return Math.min(...samples.map(({ heapBytes }) => heapBytes))
}

/** Over all hosts; delays are those of the slowest host. */
export function hostFigures(ledgers: readonly LedgerAnswer[]): HostFigures {
  const greatest = (key: 'p50' | 'p99' | 'max'): number =>
    Math.max(...ledgers.map(({ eventLoopDelayMs }) => eventLoopDelayMs[key]))
  return {
    eventLoopDelayMs: { p50: greatest('p50'), p99: greatest('p99'), max: greatest('max') },
    residentMb: memoryFigures(ledgers, ({ residentBytes }) => residentBytes),
    heapMb: memoryFigures(ledgers, ({ heapBytes }) => heapBytes),
    cpuSeconds: ledgers.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
  }
}

function memoryFigures(
  ledgers: readonly LedgerAnswer[],
  read: (sample: HostSample) => number,
): HostFigures['residentMb'] {
  const all = ledgers.map(({ samples }) => samples.map(read))
  const greatest = (pick: (samples: readonly number[]) => number | undefined): number =>
    inMb(Math.max(0, ...all.map((samples) => pick(samples) ?? 0)))
  return {
    start: greatest((samples) => samples[0]),
    end: greatest((samples) => samples.at(-1)),
    max: greatest((samples) => Math.max(0, ...samples)),
  }
}

function inMb(bytes: number): number {
  return Math.round(bytes / MB)
}
