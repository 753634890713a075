import { setTimeout as pause } from 'node:timers/promises'
import {
  ERROR,
  INTERRUPT,
  RESUME,
  type BaseCheckpointSaver,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint'
import {
  DELTA_CHANNEL,
  evolve,
  NO_STATE,
  rework,
  stateOf,
  type AgentState,
  type NextCheckpoint,
} from './agent-state.ts'
import type { SeededRandom } from './seeded-random.ts'

export interface LaneParts {
  readonly saver: BaseCheckpointSaver
  readonly thread: string
  readonly random: SeededRandom
  /**
   * Whether tasks write to a delta channel. Then puts follow each other as in the engine: nothing
   * rests on a failed write.
   */
  readonly hasDelta: boolean
  /** Share of steps that delete the thread. @default {@link DELETED_SHARE} */
  readonly deletedShare?: number
  /** Flushes a buffered saver. */
  readonly flush?: () => Promise<void>
  /** Maximum pause between two steps. */
  readonly thinkMs: number
}

/** The graph's own namespace, and that of a subgraph that runs in parallel. */
const NAMESPACES = ['', 'child:1'] as const
type Namespace = (typeof NAMESPACES)[number]

const MAX_THREAD_STEPS = 60
const DELETED_SHARE = 0.01
const FLUSHED_SHARE = 0.08
const REMEMBERED_STATES = 6

class CallFailed extends Error {
  readonly isOfDeletion: boolean

  constructor(cause: unknown) {
    super('A call failed', { cause })
    this.isOfDeletion = cause instanceof Error && 'code' in cause && cause.code === 'THREAD_DELETED'
  }
}

/**
 * Works on one thread as an agent does: supersteps of parallel writes and chained puts, in its own
 * and a subgraph's namespace, with forks, repeated puts of the same checkpoint, special writes,
 * reads, and sometimes a deletion with a new start.
 *
 * Like an agent after a crash, it begins each run by reading the latest checkpoint. It ends the run
 * at the first failed call. If another process deleted its thread, it starts over.
 */
export class AgentLane {
  readonly #parts: LaneParts
  readonly #states = new Map<Namespace, AgentState>()
  readonly #history = new Map<Namespace, AgentState[]>()
  #isStopping = false
  /**
   * Id of a deleted root, to be reused: nothing of the deleted checkpoint may come back with it.
   */
  #formerRoot: string | undefined

  constructor(parts: LaneParts) {
    this.#parts = parts
  }

  /** Works until {@link stop} or a failed call; settles when no call is under way. */
  async run(): Promise<void> {
    this.#isStopping = false
    let isAlive = true
    while (isAlive && !this.#isStopping) isAlive = await this.#runUntilItFails()
  }

  /** @returns whether to begin again */
  async #runUntilItFails(): Promise<boolean> {
    try {
      await this.#pickUp()
      while (!this.#isStopping) {
        await this.#step()
        await this.#think()
      }
      return false
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      return error.isOfDeletion
    }
  }

  stop(): void {
    this.#isStopping = true
  }

  async #pickUp(): Promise<void> {
    for (const ns of NAMESPACES) {
      this.#states.set(ns, await this.#readLatest(ns))
      this.#history.set(ns, [])
    }
  }

  async #step(): Promise<void> {
    const { random } = this.#parts
    if (random.chance(this.#parts.deletedShare ?? DELETED_SHARE) || this.#isLong())
      return this.#deleteThread()
    if (random.chance(0.08)) return this.#readAll()
    if (this.#parts.flush !== undefined && random.chance(FLUSHED_SHARE)) {
      return call(this.#parts.flush)
    }
    const ns = random.chance(0.75) ? '' : 'child:1'
    if (random.chance(0.04)) return this.#rework(ns)
    if (random.chance(0.15)) return all(NAMESPACES.map(async (each) => this.#superstep(each)))
    return this.#superstep(ns)
  }

  async #think(): Promise<void> {
    const { random, thinkMs } = this.#parts
    if (thinkMs > 0 && random.chance(0.7)) await pause(random.integer(0, thinkMs))
  }

  #isLong(): boolean {
    return NAMESPACES.some((ns) => this.#state(ns).step > MAX_THREAD_STEPS)
  }

  /** Like the engine, sends writes for the running checkpoint in parallel with the next put. */
  async #superstep(ns: Namespace): Promise<void> {
    const { random } = this.#parts
    const from = this.#startOf(ns)
    const next = this.#evolve(from, ns)
    const calls = [...this.#taskWrites(ns, from.id)]
    if (this.#parts.hasDelta || random.chance(0.3)) await all(calls.splice(0))
    calls.push(this.#put(ns, next))
    if (this.#parts.hasDelta) await all(calls.splice(0))
    if (random.chance(0.3)) calls.push(...this.#taskWrites(ns, next.state.id))
    if (!this.#parts.hasDelta && random.chance(0.2)) {
      const afterNext = this.#evolve(next.state, ns)
      calls.push(this.#put(ns, afterNext))
      this.#remember(ns, next.state)
      this.#states.set(ns, afterNext.state)
    } else {
      this.#states.set(ns, next.state)
    }
    await all(calls)
    this.#remember(ns, this.#state(ns))
  }

  #evolve(from: AgentState, ns: Namespace): NextCheckpoint {
    const { random } = this.#parts
    const isReborn = ns === '' && from.id === undefined && this.#formerRoot !== undefined
    const id = isReborn && random.chance(0.5) ? this.#formerRoot : undefined
    this.#formerRoot = ns === '' ? undefined : this.#formerRoot
    return evolve(from, this.#parts, id)
  }

  /** The latest state, or sometimes an older one, which forks the thread. */
  #startOf(ns: Namespace): AgentState {
    const older = this.#history.get(ns)?.[0]
    const latest = this.#state(ns)
    if (older === undefined || !this.#parts.random.chance(0.05)) return latest
    return { ...older, step: latest.step }
  }

  #taskWrites(ns: Namespace, id: string | undefined): Promise<void>[] {
    if (id === undefined) return []
    const { random } = this.#parts
    // few task names, so that some tasks run again and write other values under the same key
    const first = random.integer(1, 3)
    const last = random.integer(first, 3)
    const calls: Promise<void>[] = []
    for (let task = first; task <= last; task++) calls.push(this.#putWrites(ns, id, `task ${task}`))
    return calls
  }

  async #putWrites(ns: Namespace, id: string, task: string): Promise<void> {
    const { saver, thread } = this.#parts
    await this.#inTurn(`${ns} ${id} ${task}`, async () => {
      const writes = chooseWrites(this.#parts)
      await call(async () => saver.putWrites(configOf(thread, ns, id), writes, task))
    })
  }

  readonly #lastOfTask = new Map<string, Promise<void>>()

  /** Calls for one task are sequential, so that their order is known. */
  async #inTurn(key: string, work: () => Promise<void>): Promise<void> {
    const before = this.#lastOfTask.get(key) ?? Promise.resolve()
    const mine = before.then(work)
    this.#lastOfTask.set(key, mine)
    try {
      await mine
    } finally {
      if (this.#lastOfTask.get(key) === mine) this.#lastOfTask.delete(key)
    }
  }

  async #rework(ns: Namespace): Promise<void> {
    const { random } = this.#parts
    const state = this.#state(ns)
    if (state.id === undefined) return
    const again = rework({ ...state, id: state.id }, random)
    // an engine may put a checkpoint again under a config that names itself; the first parent stays
    await this.#put(ns, again, random.chance(0.5) ? state.id : state.parent)
    this.#states.set(ns, again.state)
    const others = (this.#history.get(ns) ?? []).filter(({ id }) => id !== state.id)
    this.#history.set(ns, [...others, again.state])
  }

  async #put(ns: Namespace, next: NextCheckpoint, parent = next.state.parent): Promise<void> {
    const { saver, thread } = this.#parts
    const { checkpoint, metadata, newVersions } = next
    await call(async () =>
      saver.put(configOf(thread, ns, parent), checkpoint, metadata, newVersions),
    )
  }

  async #deleteThread(): Promise<void> {
    const { saver, thread } = this.#parts
    await call(async () => saver.deleteThread(thread))
    const oldest = this.#history.get('')?.[0]
    this.#formerRoot = oldest?.id
    for (const ns of NAMESPACES) {
      this.#states.set(ns, NO_STATE)
      this.#history.set(ns, [])
    }
    await this.#readAll()
  }

  async #readAll(): Promise<void> {
    for (const ns of NAMESPACES) await this.#readLatest(ns)
  }

  async #readLatest(ns: Namespace): Promise<AgentState> {
    const { saver, thread, hasDelta } = this.#parts
    const tuple = await call(async () => saver.getTuple(configOf(thread, ns)))
    if (tuple === undefined) return NO_STATE
    if (hasDelta) {
      const config = configOf(thread, ns, tuple.checkpoint.id)
      await call(async () => saver.getDeltaChannelHistory({ config, channels: [DELTA_CHANNEL] }))
    }
    return stateOf(tuple)
  }

  #state(ns: Namespace): AgentState {
    return this.#states.get(ns) ?? NO_STATE
  }

  #remember(ns: Namespace, state: AgentState): void {
    const states = this.#history.get(ns) ?? []
    states.push(state)
    this.#history.set(ns, states.slice(-REMEMBERED_STATES))
  }
}

async function call<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new CallFailed(error)
  }
}

/**
 * Waits for every call, so that none is under way afterwards, then fails with the first failure.
 */
async function all(calls: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(calls)
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

function configOf(thread: string, ns: string, id?: string) {
  return {
    configurable: {
      thread_id: thread,
      checkpoint_ns: ns,
      ...(id === undefined ? {} : { checkpoint_id: id }),
    },
  }
}

const SPECIAL = [INTERRUPT, RESUME, ERROR] as const

function chooseWrites({ random, hasDelta }: LaneParts): PendingWrite[] {
  const value = (): unknown => ({ n: random.integer(0, 2 ** 31), m: random.integer(0, 2 ** 31) })
  if (random.chance(0.2)) return [[random.pick(SPECIAL), value()]]
  const writes: PendingWrite[] = []
  for (let n = random.integer(1, 3); n > 0; n--)
    writes.push([random.pick(['messages', 'plan']), value()])
  if (hasDelta && random.chance(0.8)) writes.push([DELTA_CHANNEL, random.integer(0, 2 ** 31)])
  if (random.chance(0.02)) writes.push(['document', 'w'.repeat(1_500_000) + String(random.next())])
  if (random.chance(0.1)) writes.push([random.pick(SPECIAL), value()])
  return writes
}
