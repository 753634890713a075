import { check } from 'k6'
import { drawBytes, MESSAGE_SIZES, sizeClass } from '../draw.ts'
import type { TurnAnswer, TurnRequest } from '../http-api.ts'
import { enter } from './books.ts'
import { ask } from './host.ts'
import { OwnThreads } from './own-threads.ts'
import { drawSeed, randomOfIteration, RUN_ID } from './run.ts'

const threads = new OwnThreads<TurnAnswer>(`${RUN_ID}-chat`)

/** One turn of a chat: the state must still contain the user's last message. */
export function chat(): void {
  const random = randomOfIteration()
  const threadId = threads.draw(random)
  const documentBytes = drawBytes(random, MESSAGE_SIZES)
  const body: TurnRequest = { threadId, seed: drawSeed(random), documentBytes }
  const answer = ask({ op: 'chat', name: '/chats', size: sizeClass(documentBytes), body })
  if (answer === undefined) return threads.forget(threadId)
  enter('chat')
  const before = threads.known(threadId)
  check(answer, {
    'chat kept what was written': ({ wrote }) => wrote.bytes === documentBytes,
    'chat found what was written before': ({ found }) =>
      before === undefined || found?.sha256 === before.wrote.sha256,
    'chat counted on': ({ turns }) => before === undefined || turns === before.turns + 1,
  })
  threads.remember(threadId, answer)
}
