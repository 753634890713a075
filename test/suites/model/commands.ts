import { deepStrictEqual } from 'node:assert/strict'
import type { CheckpointTuple } from '@langchain/langgraph-checkpoint'
import type { AsyncCommand } from 'fast-check'
import { metadataOf } from '../../support/checkpoints.ts'
import type { ChannelValue, ModelPut, ModelTuple, Operation, ThreadModel } from './model.ts'
import type { Fault } from './unsettled-kusto.ts'
import type { SaverSeat, World } from './world.ts'

/** The model of fast-check is the world itself: it holds both sides. */
export type Command = AsyncCommand<World, World>

export interface Place {
  readonly seat: number
  readonly thread: number
  readonly ns: string
}

abstract class PlacedCommand<T extends Place> implements Command {
  protected readonly at: T
  readonly #name: string

  constructor(name: string, at: T) {
    this.#name = name
    this.at = at
  }

  check(): boolean {
    return true
  }

  async run(world: World): Promise<void> {
    const { seat, thread, ns } = this.at
    await this.act(world, world.seat(seat), world.model(thread, ns))
  }

  toString(): string {
    const { seat, thread, ns, ...rest } = this.at
    return `saver ${seat}: ${this.#name} in thread ${thread}${ns === '' ? '' : ` ns ${ns}`} ${JSON.stringify(rest)}`
  }

  protected config(world: World, checkpointId?: string) {
    return {
      configurable: {
        thread_id: world.threadId(this.at.thread),
        checkpoint_ns: this.at.ns,
        ...(checkpointId === undefined ? {} : { checkpoint_id: checkpointId }),
      },
    }
  }

  protected abstract act(world: World, seat: SaverSeat, model: ThreadModel): Promise<void>
}

interface PutArguments extends Place {
  /**
   * The visible checkpoint to continue from, counted from the newest; a root if there are fewer.
   */
  readonly parent: number
  readonly changes: Readonly<Record<string, unknown>>
  readonly isOld: boolean
}

/**
 * Continues from a checkpoint that the saver sees (a fork, unless it is the newest), or starts a
 * new chain.
 */
export class Put extends PlacedCommand<PutArguments> {
  constructor(at: PutArguments) {
    super('put', at)
  }

  protected async act(world: World, seat: SaverSeat, model: ThreadModel): Promise<void> {
    // graphs read a thread before they write to it; only then is a write ordered after a deletion
    // by another clock
    await world.call(seat, () => seat.saver.getTuple(this.config(world)))
    const parent = model.list(seat.owner)[this.at.parent]
    await store(world, seat, {
      model,
      id: world.nextId(this.at.isOld),
      parent,
      changes: this.at.changes,
      config: this.config(world, parent?.id),
    })
  }
}

/** Reads a checkpoint and puts it again under the same parent, with other values. */
export class PutAgain extends PlacedCommand<PutArguments> {
  constructor(at: PutArguments) {
    super('put again', at)
  }

  protected async act(world: World, seat: SaverSeat, model: ThreadModel): Promise<void> {
    await world.kusto.releaseAll()
    const tuple = model.list(seat.owner)[this.at.parent]
    if (tuple === undefined) return
    await lookAt(world, seat, this.config(world, tuple.id))
    const parent =
      tuple.parentId === undefined ? undefined : model.tuple(seat.owner, tuple.parentId)
    if (tuple.parentId !== undefined && parent === undefined) return
    await store(world, seat, {
      model,
      id: tuple.id,
      parent,
      changes: this.at.changes,
      config: this.config(world, parent?.id),
    })
  }
}

/**
 * The later of two calls wins for sure only if it knows of the earlier one, because clocks may be a
 * minute apart.
 */
async function lookAt(
  world: World,
  seat: SaverSeat,
  config: { configurable: Record<string, unknown> },
): Promise<void> {
  await world.kusto.releaseAll()
  await world.call(seat, () => seat.saver.getTuple(config))
}

interface Storing {
  readonly model: ThreadModel
  readonly id: string
  readonly parent: ModelTuple | undefined
  readonly changes: Readonly<Record<string, unknown>>
  readonly config: { configurable: Record<string, unknown> }
}

async function store(world: World, seat: SaverSeat, storing: Storing): Promise<void> {
  const { id, parent, changes, config } = storing
  // a graph gets its parent's state by reading it; with integer versions, an older state would look
  // the same
  if (parent !== undefined) await world.call(seat, () => seat.saver.getTuple(config))
  const inherited = parent?.put.values ?? new Map<string, ChannelValue>()
  // whole numbers, counted up from the parent: two forks give the same version to different values
  const version = Math.max(0, ...[...inherited.values()].map((value) => value.version)) + 1
  const newVersions = Object.fromEntries(Object.keys(changes).map((channel) => [channel, version]))
  const carried = [...inherited].filter(([channel]) => !(channel in changes))
  const checkpoint = {
    v: 4,
    id,
    ts: '2026-11-23T00:00:00.000Z',
    channel_values: { ...plainValues(inherited), ...changes },
    channel_versions: {
      ...Object.fromEntries(carried.map(([channel, value]) => [channel, value.version])),
      ...newVersions,
    },
    versions_seen: {},
  }
  const metadata = metadataOf(version)
  const { operation } = await world.call(seat, () =>
    seat.saver.put(config, checkpoint, metadata, newVersions),
  )
  const fresh = Object.entries(changes).map(([channel, value]): [string, ChannelValue] => [
    channel,
    { value, version, storedBy: storedBy(operation, channel, inherited.get(channel)) },
  ])
  const put: ModelPut = {
    operation,
    parentId: parent?.id,
    values: new Map([...carried, ...fresh]),
    metadata: { ...metadata },
  }
  storing.model.put(id, put)
}

/** A value that grew may have been stored as its growth, which begins in the middle of a list. */
function storedBy(
  operation: Operation,
  channel: string,
  before: ChannelValue | undefined,
): readonly Operation[] {
  const name = `"channel":${JSON.stringify(channel)}`
  const rows = operation.tickets
    .flatMap(({ body }) => body.split('\n'))
    .filter((line) => line.includes(name))
  const isPart = rows.some((line) => line.includes('"value":",'))
  return isPart && before !== undefined ? [...before.storedBy, operation] : [operation]
}

interface GrowArguments extends Place {
  readonly parent: number
  readonly more: readonly unknown[]
}

/** Continues from a checkpoint and extends one large list. */
export class Grow extends PlacedCommand<GrowArguments> {
  constructor(at: GrowArguments) {
    super('grow', at)
  }

  protected async act(world: World, seat: SaverSeat, model: ThreadModel): Promise<void> {
    const { more, ...place } = this.at
    const parent = model.list(seat.owner)[place.parent]
    const list = parent?.put.values.get('list')?.value
    const before: unknown[] = Array.isArray(list) ? list : ['x'.repeat(1100)]
    const changes = { list: [...before, ...more] }
    await new Put({ ...place, changes, isOld: false }).run(world)
  }
}

interface WritesArguments extends Place {
  readonly checkpoint: number
  readonly task: string
  readonly path: string
  readonly writes: readonly (readonly [string, unknown])[]
}

/**
 * Writes to any checkpoint ever named, visible to the saver or not. Reads first, as the engine
 * does.
 */
export class PutWrites extends PlacedCommand<WritesArguments> {
  constructor(at: WritesArguments) {
    super('putWrites', at)
  }

  protected async act(world: World, seat: SaverSeat, model: ThreadModel): Promise<void> {
    const { checkpoint, task, path, writes } = this.at
    const ids = model.ids
    const id = ids[checkpoint % Math.max(1, ids.length)]
    if (id === undefined) return
    await lookAt(world, seat, this.config(world, id))
    const { operation } = await world.call(seat, () =>
      seat.saver.putWrites(
        this.config(world, id),
        writes.map(([channel, value]): [string, unknown] => [channel, value]),
        task,
        path,
      ),
    )
    model.putWrites(id, { operation, taskId: task, taskPath: path, writes })
  }
}

interface ReadArguments extends Place {
  readonly limit: number | undefined
}

/**
 * Compares all of the saver's answers about a thread with the model: the latest, each by id, the
 * list.
 */
export class Read extends PlacedCommand<ReadArguments> {
  constructor(at: ReadArguments) {
    super('read', at)
  }

  protected async act(world: World, seat: SaverSeat, model: ThreadModel): Promise<void> {
    const expected = model.list(seat.owner)
    const latest = await world.call(seat, () => seat.saver.getTuple(this.config(world)))
    deepStrictEqual(plain(latest.result), expectedTuple(expected[0]))
    for (const id of model.ids) {
      const { result } = await world.call(seat, () => seat.saver.getTuple(this.config(world, id)))
      deepStrictEqual(plain(result), expectedTuple(model.tuple(seat.owner, id)))
    }
    const { limit } = this.at
    const listed = await world.call(seat, () =>
      collect(seat.saver.list(this.config(world), limit === undefined ? {} : { limit })),
    )
    deepStrictEqual(listed.result.map(plain), expected.slice(0, limit).map(expectedTuple))
  }
}

/**
 * Deletes a thread. Every saver reads the thread before and after, as graphs do before they write:
 * a write without a read is not ordered against a deletion by another clock.
 */
export class DeleteThread extends PlacedCommand<Place> {
  constructor(at: Place) {
    super('deleteThread', at)
  }

  protected async act(world: World, seat: SaverSeat): Promise<void> {
    await world.kusto.releaseAll()
    await world.call(seat, () => seat.saver.deleteThread(world.threadId(this.at.thread)))
    const own = await world.call(seat, () => seat.saver.getTuple(this.config(world)))
    deepStrictEqual(own.result, undefined)
    await world.kusto.releaseAll()
    for (const ns of ['', 'sub']) world.model(this.at.thread, ns).clear()
    for (const other of world.seats) {
      const seen = await world.call(other, () => other.saver.getTuple(this.config(world)))
      deepStrictEqual(seen.result, undefined)
    }
  }
}

/** Some of the ingestions under way become visible, in any order. */
export class Release implements Command {
  readonly #places: readonly number[]

  constructor(places: readonly number[]) {
    this.#places = places
  }

  check(): boolean {
    return true
  }

  async run(world: World): Promise<void> {
    for (const place of this.#places) await world.kusto.release(place)
  }

  toString(): string {
    return `become visible ${JSON.stringify(this.#places)}`
  }
}

export class Restart implements Command {
  readonly #seat: number

  constructor(seat: number) {
    this.#seat = seat
  }

  check(): boolean {
    return true
  }

  run(world: World): Promise<void> {
    world.restart(this.#seat)
    return Promise.resolve()
  }

  toString(): string {
    return `saver ${this.#seat}: restart`
  }
}

export class SetClock implements Command {
  readonly #seat: number
  readonly #offsetMs: number

  constructor(seat: number, offsetMs: number) {
    this.#seat = seat
    this.#offsetMs = offsetMs
  }

  check(): boolean {
    return true
  }

  run(world: World): Promise<void> {
    world.seat(this.#seat).clockOffsetMs = this.#offsetMs
    return Promise.resolve()
  }

  toString(): string {
    return `saver ${this.#seat}: clock off by ${this.#offsetMs} ms`
  }
}

export class Fail implements Command {
  readonly #faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    this.#faults = faults
  }

  check(): boolean {
    return true
  }

  run(world: World): Promise<void> {
    world.kusto.failNext(this.#faults)
    return Promise.resolve()
  }

  toString(): string {
    return `next requests: ${this.#faults.join(', ')}`
  }
}

function plainValues(values: ReadonlyMap<string, ChannelValue>): Record<string, unknown> {
  return Object.fromEntries([...values].map(([channel, value]) => [channel, value.value]))
}

function plain(tuple: CheckpointTuple | undefined): unknown {
  return tuple === undefined
    ? undefined
    : {
        id: tuple.config.configurable?.['checkpoint_id'],
        parentId: tuple.parentConfig?.configurable?.['checkpoint_id'],
        values: tuple.checkpoint.channel_values,
        metadata: tuple.metadata,
        pendingWrites: tuple.pendingWrites,
      }
}

function expectedTuple(tuple: ModelTuple | undefined): unknown {
  return tuple === undefined
    ? undefined
    : {
        id: tuple.id,
        parentId: tuple.parentId,
        values: plainValues(tuple.put.values),
        metadata: tuple.put.metadata,
        pendingWrites: tuple.pendingWrites,
      }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
