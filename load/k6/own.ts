import { check } from 'k6'
import exec from 'k6/execution'
import { drawBytes, STATE_SIZES } from '../draw.ts'
import type { DocumentDigest, TurnAnswer, TurnRequest } from '../http-api.ts'
import { enter } from './books.ts'
import { ask } from './host.ts'
import { drawSeed, randomOfIteration, RUN_ID, warmUpRandom } from './run.ts'

/** What the user's last answered turn wrote. */
let last: DocumentDigest | undefined

/** One agent turn on the user's only thread. */
export function own(): void {
  const random = randomOfIteration()
  const documentBytes = drawBytes(random, STATE_SIZES)
  const answer = askTurn('turn', {
    threadId: threadOf(exec.vu.idInTest),
    seed: drawSeed(random),
    documentBytes,
  })
  const before = last
  last = answer?.wrote
  if (answer === undefined) return
  check(answer, {
    'turn wrote what was asked for': ({ wrote }) => wrote.bytes === documentBytes,
    'turn found what the last one left': ({ found }) =>
      before === undefined || found?.sha256 === before.sha256,
  })
}

/** For k6's setup(): the first turn of each user's thread, so that the host knows it. */
export function seedOwn(users: number): void {
  for (let user = 1; user <= users; user += 1) {
    askTurn('seed', {
      threadId: threadOf(user),
      seed: drawSeed(warmUpRandom(user)),
      documentBytes: 2_000,
    })
  }
}

function askTurn(op: string, body: TurnRequest): TurnAnswer | undefined {
  const answer = ask({ op, name: '/turns', body })
  if (answer !== undefined) enter('turn')
  return answer
}

function threadOf(user: number): string {
  return `${RUN_ID}-own-${user}`
}
