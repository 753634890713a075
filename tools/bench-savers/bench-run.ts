import type { BenchSavers } from './savers/bench-savers.ts'
import { SAVERS, type SaverName } from './savers/open-saver.ts'

/** What all parts of one run share. */
export interface BenchRun {
  readonly savers: BenchSavers
  readonly isQuick: boolean
  readonly rounds: number
  /** How long one cell is measured. */
  readonly cellMs: number
  /** Tells the user how far it is. */
  say(line: string): void
}

/**
 * Every saver in every round, beginning with another one each time, so that none always comes after
 * the same.
 */
export async function inTurns(
  run: BenchRun,
  measure: (saver: SaverName, round: number) => Promise<void>,
  savers: readonly SaverName[] = SAVERS,
): Promise<void> {
  for (let round = 0; round < run.rounds; round += 1) {
    for (let turn = 0; turn < savers.length; turn += 1) {
      const saver = savers[(round + turn) % savers.length]
      if (saver !== undefined) await measure(saver, round)
    }
  }
}
