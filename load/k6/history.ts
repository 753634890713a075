import { check } from 'k6'
import exec from 'k6/execution'
import type { TupleAnswer } from '../http-api.ts'
import { enter } from './books.ts'
import { ask } from './host.ts'
import { drawSeed, randomOfIteration, RUN_ID } from './run.ts'

/** Checkpoint ids of one thread, oldest first: its steps from 0 up. */
export interface SeededThread {
  readonly threadId: string
  readonly checkpointIds: readonly string[]
}

const THREADS = 3
const CHECKPOINTS = 1_000
const DOCUMENT_BYTES = 2_000
const PAGE = 20

/** For k6's setup(): creates the threads that all users read. */
export function seedThreads(): SeededThread[] {
  return Array.from({ length: THREADS }, (_, index) => seedThread(index))
}

function seedThread(index: number): SeededThread {
  const threadId = `${RUN_ID}-history-${index}`
  const body = {
    threadId,
    checkpoints: CHECKPOINTS,
    seed: index * CHECKPOINTS,
    documentBytes: DOCUMENT_BYTES,
  }
  const answer = ask({ op: 'seed', name: '/histories', body })
  if (answer === undefined) throw new Error(`${threadId} could not be seeded`)
  enter('put', CHECKPOINTS)
  return { threadId, checkpointIds: answer.checkpointIds }
}

/** A page from any position in a thread, the next page, and one of its checkpoints by id. */
export function page(threads: readonly SeededThread[]): void {
  const random = randomOfIteration()
  const thread = threads[Math.floor(random.next() * threads.length)]
  if (thread === undefined) return
  const from = 2 * PAGE + Math.floor(random.next() * (CHECKPOINTS - 2 * PAGE))
  const first = listed(thread, 'page', `&limit=${PAGE}&before=${thread.checkpointIds[from]}`)
  checkSteps(thread, first, { newest: from - 1, count: PAGE })
  const oldest = first.at(-1)
  if (oldest === undefined) return
  const second = listed(thread, 'page', `&limit=${PAGE}&before=${oldest.checkpointId}`)
  checkSteps(thread, second, { newest: from - 1 - PAGE, count: PAGE })
  const chosen = second[Math.floor(random.next() * second.length)]
  if (chosen !== undefined) travelTo(thread, chosen)
}

/** A whole thread. */
export function walk(threads: readonly SeededThread[]): void {
  const thread = threads[exec.scenario.iterationInTest % threads.length]
  if (thread === undefined) return
  checkSteps(thread, listed(thread, 'walk', ''), { newest: CHECKPOINTS - 1, count: CHECKPOINTS })
}

function listed(thread: SeededThread, op: string, query: string): readonly TupleAnswer[] {
  const path = `/lists?thread=${thread.threadId}${query}`
  const answer = ask({ op, name: '/lists', path })
  if (answer === undefined) return []
  enter('list')
  return answer.tuples
}

function checkSteps(
  { checkpointIds }: SeededThread,
  tuples: readonly TupleAnswer[],
  { newest, count }: { readonly newest: number; readonly count: number },
): void {
  check(tuples, {
    'list gave as many as asked for': ({ length }) => length === count,
    'list gave each step, newest first': (all) =>
      all.every(
        ({ step, checkpointId, parentId }, index) =>
          step === newest - index &&
          checkpointId === checkpointIds[step] &&
          parentId === (checkpointIds[step - 1] ?? null),
      ),
    'list gave whole values': (all) => all.every(({ found }) => found.bytes === DOCUMENT_BYTES),
    'list gave values that differ': (all) =>
      new Set(all.map(({ found }) => found.sha256)).size === all.length,
  })
}

/** Time travel: the checkpoint read by id must equal the listed one. */
function travelTo({ threadId }: SeededThread, listedAs: TupleAnswer): void {
  const path = `/tuples?thread=${threadId}&checkpoint=${listedAs.checkpointId}`
  const tuple = ask({ op: 'travel', name: '/tuples', path })
  if (tuple === undefined) return
  enter('get')
  check(tuple, {
    'travel gave what the list had': ({ step, parentId, found }) =>
      step === listedAs.step &&
      parentId === listedAs.parentId &&
      found.sha256 === listedAs.found.sha256,
  })
}

/**
 * Two turns, then a different second turn from the end of the first: each branch keeps its own
 * state.
 */
export function fork(): void {
  const random = randomOfIteration()
  const threadId = `${RUN_ID}-fork-${exec.scenario.iterationInTest}`
  const turnOf = (documentBytes: number) => ({ threadId, seed: drawSeed(random), documentBytes })
  const first = ask({ op: 'turn', name: '/turns', body: turnOf(2_000) })
  if (first === undefined) return
  enter('turn')
  const second = ask({ op: 'turn', name: '/turns', body: turnOf(2_000) })
  if (second === undefined) return
  enter('turn')
  const forked = ask({ op: 'fork', name: '/forks', body: turnOf(3_000) })
  if (forked === undefined) return
  enter('fork')
  check(forked, {
    'fork began where the first turn ended': ({ fork: { turns, found } }) =>
      turns === 2 && found?.sha256 === first.wrote.sha256,
    'fork left the other branch as it was': ({ other }) =>
      other.turns === 2 && other.found?.sha256 === second.wrote.sha256,
  })
}
