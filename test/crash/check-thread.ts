import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type { CheckpointRecord } from './ledger/checkpoint-record.ts'
import { keyOf, type CheckpointName, type ThreadLedger } from './ledger/thread-ledger.ts'
import type { Violation } from './ledger/violation.ts'
import { seenCheckpoint, type SeenCheckpoint } from './workload/digest.ts'

/** What a check reads with: a saver, or in tests one whose answers were tampered with. */
export type Reader = Pick<BaseCheckpointSaver, 'getTuple' | 'list'>

export interface CheckOptions {
  /** Everything by list and by id; else what was called for since the last check by list, and the newest of it by id. */
  readonly isFull: boolean
}

/** Beside those that were called for, so that a checkpoint come twice shows. */
const LISTED_BESIDE = 5

/** How many of those are asked for by id as well, when not all. */
const TRIED_BY_ID = 5

/** How many deleted checkpoints are asked for by id, when not all. */
const GRAVES_TRIED = 3

/**
 * Compares one thread at rest (no call for it is under way) with its ledger: the list, each checkpoint by id, the latest of each
 * namespace, and what was deleted. What was unsure is settled by what is seen.
 */
export async function checkThread(
  reader: Reader,
  thread: ThreadLedger,
  { isFull }: CheckOptions,
): Promise<Violation[]> {
  const wanted = thread.checkpoints.filter((record) => isFull || record.isTouched)
  const limit = isFull ? undefined : wanted.length + LISTED_BESIDE
  const listed = await readList(reader, thread.id, limit)
  thread.settleDeletion(listed)
  const violations = [
    ...judgeOrder(thread, listed),
    ...judgeListed(thread, listed),
    ...judgeUnlisted(thread, listed, limit),
    ...(await judgeLatest(reader, thread)),
    ...(await judgeById(reader, thread, isFull ? wanted : wanted.slice(0, TRIED_BY_ID))),
    ...(await judgeGraves(reader, thread, isFull)),
  ]
  for (const record of wanted) record.isTouched = false
  for (const { ns, id } of violations) {
    if (ns !== undefined && id !== undefined) thread.forget({ ns, id })
  }
  return violations
}

async function readList(
  reader: Reader,
  thread: string,
  limit: number | undefined,
): Promise<SeenCheckpoint[]> {
  const listed: SeenCheckpoint[] = []
  const options = limit === undefined ? {} : { limit }
  for await (const tuple of reader.list({ configurable: { thread_id: thread } }, options)) {
    listed.push(seenCheckpoint(tuple))
  }
  return listed
}

function judgeOrder(thread: ThreadLedger, listed: readonly SeenCheckpoint[]): Violation[] {
  const violations: Violation[] = []
  const known = new Set<string>()
  for (const [index, { ns, id }] of listed.entries()) {
    const before = listed[index - 1]
    if (known.has(keyOf({ ns, id }))) {
      violations.push({
        kind: 'doubled',
        thread: thread.id,
        ns,
        id,
        detail: 'is in the list twice',
      })
    } else if (before !== undefined && before.id < id) {
      const detail = `comes after ${before.id} in the list`
      violations.push({ kind: 'stale', thread: thread.id, ns, id, detail })
    }
    known.add(keyOf({ ns, id }))
  }
  return violations
}

function judgeListed(thread: ThreadLedger, listed: readonly SeenCheckpoint[]): Violation[] {
  return listed.flatMap((seen) => thread.find(seen)?.judge(seen) ?? [stranger(thread, seen)])
}

/** What is not in the list, as far down as it goes. */
function judgeUnlisted(
  thread: ThreadLedger,
  listed: readonly SeenCheckpoint[],
  limit: number | undefined,
): Violation[] {
  const end = limit !== undefined && listed.length >= limit ? (listed.at(-1)?.id ?? '') : ''
  const keys = new Set(listed.map(keyOf))
  return thread.checkpoints
    .filter((record) => record.id > end && !keys.has(keyOf(record)))
    .flatMap((record) => record.judge(undefined))
}

async function judgeLatest(reader: Reader, thread: ThreadLedger): Promise<Violation[]> {
  const violations: Violation[] = []
  for (const ns of new Set(['', ...thread.namespaces])) {
    const tuple = await reader.getTuple(configOf(thread, { ns }))
    violations.push(...thread.judgeLatest(ns, tuple === undefined ? null : seenCheckpoint(tuple)))
  }
  return violations
}

async function judgeById(
  reader: Reader,
  thread: ThreadLedger,
  wanted: readonly CheckpointRecord[],
): Promise<Violation[]> {
  const violations: Violation[] = []
  // a deletion that turned out to have happened has taken them away
  for (const record of wanted.filter((each) => thread.find(each) === each)) {
    const tuple = await reader.getTuple(configOf(thread, record))
    violations.push(...record.judge(tuple && seenCheckpoint(tuple)))
  }
  return violations
}

async function judgeGraves(
  reader: Reader,
  thread: ThreadLedger,
  isFull: boolean,
): Promise<Violation[]> {
  const violations: Violation[] = []
  for (const grave of isFull ? thread.graves : thread.graves.slice(-GRAVES_TRIED)) {
    const tuple = await reader.getTuple(configOf(thread, grave))
    if (tuple !== undefined) violations.push(stranger(thread, seenCheckpoint(tuple)))
  }
  return violations
}

function stranger(thread: ThreadLedger, { ns, id }: CheckpointName): Violation {
  const isDeleted = thread.graves.some((grave) => grave.ns === ns && grave.id === id)
  return {
    kind: isDeleted ? 'undead' : 'unknown',
    thread: thread.id,
    ns,
    id,
    detail: isDeleted ? 'was deleted with its thread' : 'is there, and nobody put it',
  }
}

function configOf(thread: ThreadLedger, { ns, id }: { ns: string; id?: string }) {
  return {
    configurable: {
      thread_id: thread.id,
      checkpoint_ns: ns,
      ...(id === undefined ? {} : { checkpoint_id: id }),
    },
  }
}
