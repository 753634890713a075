import { observation, type Probe } from './probe.ts'

const ROUNDS = 5

export const freshAnswers: Probe = {
  name: 'fresh-answers',
  question: 'Do the same queries, sent again, show new rows, despite caches and weak consistency?',
  done: `counted a table, streamed a row and counted again with the saver's request properties, ${ROUNDS} times`,
  expected: 'each row is counted; none disappears again',
  ifItDiffers:
    "See the workload group's QueryConsistency and CachedResultsMaxAge; they must allow strong consistency.",
  async run(scratch) {
    const table = await scratch.table('Fresh')
    for (let round = 1; round <= ROUNDS; round += 1) {
      await scratch.store(table, [[String(round), 'x']])
      const seenMs = await scratch.until(async () => (await scratch.count(table)) === round)
      if (seenMs === undefined) {
        return observation(
          false,
          `row ${round} was not counted ${scratch.maxWaitMs / 1_000} s later, or one was lost`,
        )
      }
    }
    return observation(true, `${ROUNDS} of ${ROUNDS} rows were counted`)
  },
}
