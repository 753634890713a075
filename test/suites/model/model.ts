import type { Ticket } from './unsettled-kusto.ts'

/** One instance of a saver, as the model sees it: a name that a restart replaces. */
export type Owner = object

/** One acknowledged call, and which of its rows became visible. */
export interface Operation {
  readonly owner: Owner
  readonly tickets: readonly Ticket[]
}

export interface ChannelValue {
  readonly value: unknown
  readonly version: number
  /** The puts that stored it: several if it grew. */
  readonly storedBy: readonly Operation[]
}

export interface ModelPut {
  readonly operation: Operation
  readonly parentId: string | undefined
  readonly values: ReadonlyMap<string, ChannelValue>
  readonly metadata: Readonly<Record<string, unknown>>
}

export interface ModelWrites {
  readonly operation: Operation
  readonly taskId: string
  readonly taskPath: string
  readonly writes: readonly (readonly [channel: string, value: unknown])[]
}

interface ModelCheckpoint {
  readonly puts: ModelPut[]
  readonly writes: ModelWrites[]
}

export interface ModelTuple {
  readonly id: string
  readonly parentId: string | undefined
  readonly put: ModelPut
  readonly pendingWrites: readonly (readonly [taskId: string, channel: string, value: unknown])[]
}

/** Special channels with LangGraph's indexes for them. */
const SPECIAL: Readonly<Record<string, number>> = {
  __error__: -1,
  __interrupt__: -3,
  __resume__: -4,
}

/**
 * The expected answers of any saver, computed in the simplest way: from a list of calls in order,
 * and the calls that a saver can know of (its own, and those whose rows have become visible).
 */
export class ThreadModel {
  readonly #checkpoints = new Map<string, ModelCheckpoint>()

  put(id: string, put: ModelPut): void {
    this.#at(id).puts.push(put)
  }

  putWrites(id: string, writes: ModelWrites): void {
    this.#at(id).writes.push(writes)
  }

  clear(): void {
    this.#checkpoints.clear()
  }

  /** Newest first. */
  list(viewer: Owner): ModelTuple[] {
    const ids = [...this.#checkpoints.keys()].toSorted().toReversed()
    return ids.map((id) => this.tuple(viewer, id)).filter((tuple) => tuple !== undefined)
  }

  tuple(viewer: Owner, id: string): ModelTuple | undefined {
    const checkpoint = this.#checkpoints.get(id)
    const seen = (checkpoint?.puts ?? []).filter((put) =>
      isSeen(viewer, put.operation, 'Checkpoints'),
    )
    const put = seen.findLast((candidate) => isWhole(viewer, candidate))
    if (put === undefined || checkpoint === undefined) return undefined
    const parentId = seen[0]?.parentId
    return { id, parentId, put, pendingWrites: pendingWrites(viewer, checkpoint.writes) }
  }

  /** Every checkpoint that a call has named, for commands to choose from. */
  get ids(): string[] {
    return [...this.#checkpoints.keys()]
  }

  #at(id: string): ModelCheckpoint {
    let checkpoint = this.#checkpoints.get(id)
    if (checkpoint === undefined) {
      checkpoint = { puts: [], writes: [] }
      this.#checkpoints.set(id, checkpoint)
    }
    return checkpoint
  }
}

/**
 * A call may take several requests, and each may be sent more than once: one visible copy of each
 * is enough.
 */
function isSeen(
  viewer: Owner,
  { owner, tickets }: Operation,
  table: string,
  isNeeded: (ticket: Ticket) => boolean = () => true,
): boolean {
  if (owner === viewer) return true
  const needed = tickets.filter((ticket) => ticket.table === table && isNeeded(ticket))
  const there = new Set(needed.filter(({ isVisible }) => isVisible).map(({ body }) => body))
  return needed.length > 0 && needed.every(({ body }) => there.has(body))
}

function isWhole(viewer: Owner, put: ModelPut): boolean {
  return [...put.values].every(([channel, { storedBy }]) =>
    storedBy.every((operation) =>
      isSeen(viewer, operation, 'CheckpointBlobs', ({ body }) =>
        body.includes(`"channel":${JSON.stringify(channel)}`),
      ),
    ),
  )
}

function pendingWrites(
  viewer: Owner,
  calls: readonly ModelWrites[],
): (readonly [string, string, unknown])[] {
  const slots = new Map<
    string,
    {
      order: [string, string, number]
      write: readonly [string, string, unknown]
      replaces: boolean
    }
  >()
  for (const call of calls) {
    if (!isSeen(viewer, call.operation, 'CheckpointWrites')) continue
    const replaces = call.writes.every(([channel]) => channel in SPECIAL)
    for (const [idx, write] of settledWithin(call, replaces)) {
      const key = JSON.stringify([call.taskId, idx])
      if (!replaces && slots.has(key)) continue
      slots.set(key, {
        order: [call.taskPath, call.taskId, idx],
        write: [call.taskId, ...write],
        replaces,
      })
    }
  }
  return [...slots.values()].toSorted((a, b) => compare(a.order, b.order)).map(({ write }) => write)
}

function settledWithin(
  call: ModelWrites,
  replaces: boolean,
): Map<number, readonly [string, unknown]> {
  const byIdx = new Map<number, readonly [string, unknown]>()
  for (const [place, write] of call.writes.entries()) {
    const idx = SPECIAL[write[0]] ?? place
    if (replaces || !byIdx.has(idx)) byIdx.set(idx, write)
  }
  return byIdx
}

function compare(a: [string, string, number], b: [string, string, number]): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1
  return a[2] - b[2]
}
