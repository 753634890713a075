import type { CheckpointKey } from '../../tables/rows.ts'

/**
 * - `late`: its rows may still come. - `unconfirmed`: they cannot any more, and nothing was built
 *   on it: a put that failed half way, which is as if not put, or values that are gone.
 * - `lost`: they cannot any more, and a later checkpoint was built on it: it was whole once.
 */
export const TORN_STATES = ['late', 'unconfirmed', 'lost'] as const

export type TornState = (typeof TORN_STATES)[number]

/** A checkpoint that lacks one of its own values. */
export interface TornCheckpoint extends CheckpointKey {
  readonly state: TornState
  readonly channel: string
  /** Since it was put. */
  readonly ageMs: number
}

export interface TornObserver {
  /** Called once for each checkpoint and state; must not throw. */
  seen?(torn: TornCheckpoint): void
  /** A read skipped it and returned an older one, or none; also reported once. */
  passed?(torn: TornCheckpoint, givenCheckpointId: string | undefined): void
}

/** Beyond this number all are forgotten, and reported again if they are seen again. */
const MAX_REMEMBERED = 10_000

/** Reports each checkpoint that is not whole once, although it is read again and again. */
export class TornWatch {
  readonly #observer: TornObserver
  readonly #seen = new Set<string>()
  readonly #passed = new Set<string>()

  constructor(observer: TornObserver = {}) {
    this.#observer = observer
  }

  saw(torn: TornCheckpoint): void {
    if (isNew(this.#seen, torn)) this.#observer.seen?.(torn)
  }

  passed(torn: TornCheckpoint, givenCheckpointId: string | undefined): void {
    if (isNew(this.#passed, torn)) this.#observer.passed?.(torn, givenCheckpointId)
  }
}

function isNew(names: Set<string>, torn: TornCheckpoint): boolean {
  const { threadId, checkpointNs, checkpointId, state } = torn
  const name = JSON.stringify([threadId, checkpointNs, checkpointId, state])
  if (names.has(name)) return false
  if (names.size >= MAX_REMEMBERED) names.clear()
  names.add(name)
  return true
}
