import { isJsonObject } from '../../json-object.ts'
import { KustoSaverError } from '../../errors.ts'
import { groupBy } from './group-by.ts'
import type { Stamp } from '../../tables/rows.ts'

/**
 * What a checkpoint rests on besides the values in its manifest. A delta channel's state is a
 * snapshot stored by some ancestor and the ancestors' writes since; before format 4, a checkpoint's
 * sends are its parent's writes. Tables become visible separately, so the checkpoint's row names
 * these writes, and a reader notices if one is missing.
 *
 * Each row only names the writes of its own parent. The ancestors' rows name the earlier ones, down
 * to {@link from}, so that a row's size does not depend on the length of its thread.
 */
export interface Lineage {
  /** Depth of the farthest ancestor that is needed; {@link UNKNOWN_DEPTH} if all may be. */
  readonly from: number
  /** The depth of the checkpoint that each delta channel's state begins with. */
  readonly seeds: ReadonlyMap<string, number>
  /**
   * The same for channels for which this checkpoint stores a new value: it does not rest on that
   * depth, but readers of the channel's history begin there.
   */
  readonly before: ReadonlyMap<string, number>
  /** Write calls on the parent. */
  readonly calls: readonly Stamp[]
  /**
   * Write calls on the parent for channels of {@link before} only. The checkpoint is whole without
   * them, the history before it is not.
   */
  readonly past: readonly Stamp[]
  /** When the oldest row of the chain was last stored, in milliseconds since 1970. */
  readonly sinceMs: number
}

/** For a checkpoint whose parent its writer did not know. */
export const UNKNOWN_DEPTH = -1

/** Field names in the row; queries read `from` and `seeds`. */
interface StoredLineage {
  readonly from: number
  readonly seeds: readonly (readonly [channel: string, depth: number])[]
  readonly before?: readonly (readonly [channel: string, depth: number])[]
  readonly calls: readonly (readonly [writer: string, ...revisions: number[]])[]
  readonly past?: readonly (readonly [writer: string, ...revisions: number[]])[]
  readonly since: number
}

export function encodeLineage(lineage: Lineage | undefined): string {
  if (lineage === undefined) return ''
  const stored: StoredLineage = {
    from: lineage.from,
    seeds: [...lineage.seeds],
    ...(lineage.before.size === 0 ? {} : { before: [...lineage.before] }),
    calls: encodeCalls(lineage.calls),
    ...(lineage.past.length === 0 ? {} : { past: encodeCalls(lineage.past) }),
    since: lineage.sinceMs,
  }
  return JSON.stringify(stored)
}

/**
 * By writer, the first revision and then the difference of each to the one before: a superstep of
 * many tasks takes few bytes for each.
 */
function encodeCalls(calls: readonly Stamp[]): [string, ...number[]][] {
  return [...groupBy(calls, ({ writer }) => writer)].map(([writer, stamps]) => {
    const ascending = stamps.map(({ revision }) => revision).toSorted((a, b) => a - b)
    return [writer, ...ascending.map((revision, index) => revision - (ascending[index - 1] ?? 0))]
  })
}

function decodeCalls(calls: StoredLineage['calls']): Stamp[] {
  return calls.flatMap(([writer, ...steps]) => {
    let revision = 0
    return steps.map((step) => ({ writer, revision: (revision += step) }))
  })
}

/**
 * @param text - undefined for an empty text
 * @throws KustoSaverError `CORRUPT`
 */
export function decodeLineage(text: string): Lineage | undefined {
  if (text === '') return undefined
  const stored: unknown = parse(text)
  if (!isStored(stored)) throw unreadable()
  return {
    from: stored.from,
    seeds: new Map(stored.seeds),
    before: new Map(stored.before),
    calls: decodeCalls(stored.calls),
    past: decodeCalls(stored.past ?? []),
    sinceMs: stored.since,
  }
}

function isStored(value: unknown): value is StoredLineage {
  return (
    isJsonObject(value) &&
    typeof value['from'] === 'number' &&
    typeof value['since'] === 'number' &&
    isSeeds(value['seeds']) &&
    (value['before'] === undefined || isSeeds(value['before'])) &&
    isCalls(value['calls']) &&
    (value['past'] === undefined || isCalls(value['past']))
  )
}

function isSeeds(value: unknown): boolean {
  return Array.isArray(value) && value.every(isSeed)
}

function isSeed(value: unknown): boolean {
  if (!Array.isArray(value)) return false
  const [channel, depth] = value as unknown[]
  return typeof channel === 'string' && typeof depth === 'number'
}

function isCalls(value: unknown): boolean {
  return Array.isArray(value) && value.every(isCallsOfWriter)
}

function isCallsOfWriter(value: unknown): boolean {
  if (!Array.isArray(value)) return false
  const [writer, ...steps] = value as unknown[]
  return typeof writer === 'string' && steps.every((step) => typeof step === 'number')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(): KustoSaverError {
  return new KustoSaverError(
    'CORRUPT',
    'A checkpoint row has a lineage that this version cannot read. Did another program write to the table, or were its strings truncated? `setup()` checks the encoding policies.',
  )
}
