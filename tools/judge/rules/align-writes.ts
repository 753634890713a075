import type { WriteRecord } from '../call.ts'

/**
 * The place of one write in an answer, with its allowed values. Places are in the contract's order.
 */
export interface Place {
  readonly candidates: readonly WriteRecord[]
  /** Whether the place must be filled. */
  readonly isDue: boolean
}

/** One write of an answer; without a channel if the question named the channel. */
export interface AnsweredWrite {
  readonly task: string
  readonly channel?: string
  readonly digest: string
}

export function matches(record: WriteRecord, given: AnsweredWrite): boolean {
  return (
    record.digest === given.digest &&
    record.call.operation.task === given.task &&
    (given.channel === undefined || record.channel === given.channel)
  )
}

/**
 * Puts what was given into the places, in order, each place at most once and every due one filled.
 *
 * @returns for each given write the index of its place; undefined when it cannot be done
 */
export function alignWrites(
  places: readonly Place[],
  given: readonly AnsweredWrite[],
): number[] | undefined {
  const fits = (place: number, write: number): boolean => {
    const found = given[write]
    return found !== undefined && (places[place]?.candidates ?? []).some((c) => matches(c, found))
  }
  // reachable[p]: how many writes may have been placed before place p
  const reachable: Set<number>[] = [new Set([0])]
  for (const [index, place] of places.entries()) {
    const next = new Set<number>()
    for (const placed of reachable[index] ?? []) {
      if (!place.isDue) next.add(placed)
      if (fits(index, placed)) next.add(placed + 1)
    }
    reachable.push(next)
  }
  if (reachable.at(-1)?.has(given.length) !== true) return undefined
  const chosen: number[] = []
  let placed = given.length
  for (let index = places.length - 1; index >= 0; index--) {
    const wasThere = reachable[index]?.has(placed) === true
    if (wasThere && places[index]?.isDue === false) continue
    placed -= 1
    chosen.push(index)
  }
  return chosen.toReversed()
}
