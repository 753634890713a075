import type { Bounds } from './history.ts'

/** How badly the Kusto of a run behaves, and what it must still guarantee. */
export interface RunPreset {
  readonly name: 'plain' | 'worst'
  /** Factor for the delays of the worst Kusto. */
  readonly timeScale: number
  /** Maximum error of the processes' clocks. */
  readonly skewMs: number
  /** See {@link Bounds}. */
  readonly lagMs: number
}

/** The longest delay of the worst Kusto: rows that are delivered a second time. */
const WORST_LAG_MS = 60_000
/** Additional delay of a busy machine. */
const SLACK_MS = 2000

export const PLAIN: RunPreset = { name: 'plain', timeScale: 1, skewMs: 0, lagMs: SLACK_MS }

/** @param timeScale - 1 for a virtual clock, less if real minutes would have to pass */
export function worstPreset(timeScale: number): RunPreset {
  const lagMs = WORST_LAG_MS * timeScale + SLACK_MS
  return { name: 'worst', timeScale, skewMs: 60_000, lagMs }
}

/** Fast enough for a round of a few seconds. */
const REAL_TIME_SCALE = 0.02

/** @throws Error naming the existing presets */
export function readPreset(text: string): RunPreset {
  if (text === 'plain') return PLAIN
  if (text === 'worst') return worstPreset(REAL_TIME_SCALE)
  throw new Error(`--preset must be plain or worst, got '${text}'`)
}

/** @param explained - codes of errors that the run explains */
export function boundsOf(
  preset: RunPreset,
  explained: readonly string[],
  retentionMs: number | null = null,
): Bounds {
  return {
    type: 'bounds',
    lagMs: preset.lagMs,
    retentionMs,
    explained,
    explainedByDeletion: ['THREAD_DELETED'],
    explainedByLag: ['HISTORY_INCOMPLETE'],
    explainedByAge: ['STATE_EXPIRED', 'HISTORY_BROKEN'],
    reportsLoss: ['INGEST_UNAVAILABLE', 'INGEST_REJECTED'],
    explainedByLoss: ['BUFFER_LOST'],
  }
}
