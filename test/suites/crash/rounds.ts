import type { Violation } from '../../../tools/judge/violation.ts'
import type { RoundViolation } from './crash-summary.ts'

interface Round {
  readonly beganMs: number
  kill: string
}

/** The events of each round with their times, because violations are found later. */
export class Rounds {
  readonly #rounds: Round[] = []

  get count(): number {
    return this.#rounds.length
  }

  begin(beganMs: number): void {
    this.#rounds.push({ beganMs, kill: 'no kill' })
  }

  /** Reports the progress of the current round. */
  tell(kill: string): void {
    const round = this.#rounds.at(-1)
    if (round !== undefined) round.kill = kill
  }

  placed(violation: Violation): RoundViolation {
    const index = this.#rounds.findLastIndex(({ beganMs }) => beganMs <= violation.atMs)
    return { ...violation, round: index + 1, kill: this.#rounds[index]?.kill ?? 'before any kill' }
  }
}
