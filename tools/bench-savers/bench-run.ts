import type { BenchSavers } from './savers/bench-savers.ts'
import type { OpenSaver, SaverName } from './savers/open-saver.ts'

/** Settings that all parts of one run share. */
export interface BenchRun {
  readonly savers: BenchSavers
  /** Those that parts compare. */
  readonly names: readonly SaverName[]
  /** On an empty database each time. */
  readonly open: (name: SaverName) => Promise<OpenSaver>
  readonly isQuick: boolean
  readonly rounds: number
  /** Duration of one cell's measurement. */
  readonly cellMs: number
  /** Reports progress to the user. */
  say(line: string): void
}

/**
 * Runs every saver in every round, beginning with a different one each time, so that none always
 * follows the same one.
 */
export async function inTurns(
  run: BenchRun,
  measure: (saver: SaverName, round: number) => Promise<void>,
  savers: readonly SaverName[] = run.names,
): Promise<void> {
  for (let round = 0; round < run.rounds; round += 1) {
    for (let turn = 0; turn < savers.length; turn += 1) {
      const saver = savers[(round + turn) % savers.length]
      if (saver !== undefined) await measure(saver, round)
    }
  }
}
