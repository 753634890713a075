import { check } from 'k6'
import { drawBytes, sizeClass, STATE_SIZES } from '../draw.ts'
import type { TurnAnswer, TurnRequest } from '../http-api.ts'
import { enter } from './books.ts'
import { ask } from './host.ts'
import { OwnThreads } from './own-threads.ts'
import { drawSeed, randomOfIteration, RUN_ID } from './run.ts'

const threads = new OwnThreads<TurnAnswer>(`${RUN_ID}-turn`)

/** One agent turn, which must find the state that the thread's previous turn left. */
export function turn(): void {
  const random = randomOfIteration()
  const threadId = threads.draw(random)
  const documentBytes = drawBytes(random, STATE_SIZES)
  const body: TurnRequest = { threadId, seed: drawSeed(random), documentBytes }
  const size = sizeClass(documentBytes)
  const answer = ask({ op: 'turn', name: '/turns', size, body })
  if (answer === undefined) return threads.forget(threadId)
  enter('turn')
  const before = threads.known(threadId)
  check(answer, {
    'turn wrote what was asked for': ({ wrote }) => wrote.bytes === documentBytes,
    'turn found what the last one left': ({ found }) =>
      before === undefined || found?.sha256 === before.wrote.sha256,
    'turn counted on': ({ turns }) => before === undefined || turns === before.turns + 1,
  })
  threads.remember(threadId, answer)
}
