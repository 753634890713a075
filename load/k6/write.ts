import { check } from 'k6'
import { drawBytes, sizeClass, STATE_SIZES } from '../draw.ts'
import type { PutAnswer, PutRequest } from '../http-api.ts'
import { enter } from './books.ts'
import { ask } from './host.ts'
import { OwnThreads } from './own-threads.ts'
import { drawSeed, randomOfIteration, RUN_ID } from './run.ts'

interface Last extends PutAnswer {
  readonly step: number
}

const READ_EVERY = 5

const threads = new OwnThreads<Last>(`${RUN_ID}-write`)

/** One put; reads back every fifth of a thread as the thread's latest. */
export function write(): void {
  const random = randomOfIteration()
  const threadId = threads.draw(random)
  const documentBytes = drawBytes(random, STATE_SIZES)
  const before = threads.known(threadId)
  const step = before === undefined ? 0 : before.step + 1
  const body: PutRequest = {
    threadId,
    step,
    seed: drawSeed(random),
    documentBytes,
    ...(before === undefined ? {} : { parentId: before.checkpointId }),
  }
  const size = sizeClass(documentBytes)
  const answer = ask({ op: 'put', name: '/puts', size, body })
  if (answer === undefined) return
  enter('put')
  threads.remember(threadId, { ...answer, step })
  if (step % READ_EVERY === 0) readBack(threadId, { ...answer, step }, size)
}

function readBack(threadId: string, last: Last, size: string): void {
  const path = `/tuples?thread=${encodeURIComponent(threadId)}`
  const tuple = ask({ op: 'get', name: '/tuples', path, size })
  if (tuple === undefined) return
  enter('get')
  check(tuple, {
    'get gave the last checkpoint': ({ checkpointId }) => checkpointId === last.checkpointId,
    'get gave what was put': ({ found }) => found.sha256 === last.wrote.sha256,
  })
}
