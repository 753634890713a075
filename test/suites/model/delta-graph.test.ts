import { deepStrictEqual } from 'node:assert/strict'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { noteGraph } from '../fuzz/note-graph.ts'
import { Fail, Release, Restart, SetClock, type Command } from './commands.ts'
import type { Fault } from './unsettled-kusto.ts'
import { SEATS, type SaverSeat, type World } from './world.ts'
import { worldsPerFile } from './worlds-per-file.ts'

const DURABILITIES = ['sync', 'async', 'exit'] as const
type Durability = (typeof DURABILITIES)[number]

/** A thread of a graph with a delta channel, whose state is the list of all notes. */
class NotedThread {
  readonly snapshotFrequency: number
  notes: string[] = []
  turns = 0

  constructor(snapshotFrequency: number) {
    this.snapshotFrequency = snapshotFrequency
  }

  async notesOf(world: World, seat: SaverSeat): Promise<readonly string[]> {
    const state = await this.graphOf(seat).getState(configOf(world))
    const { notes = [] }: { notes?: readonly string[] } = state.values
    return notes
  }

  graphOf(seat: SaverSeat) {
    return noteGraph(seat.saver, this.snapshotFrequency)
  }
}

function configOf(world: World) {
  return { configurable: { thread_id: world.threadId(0) } }
}

abstract class NotedCommand implements Command {
  protected readonly thread: () => NotedThread
  protected readonly seat: number

  constructor(thread: () => NotedThread, seat: number) {
    this.thread = thread
    this.seat = seat
  }

  check(): boolean {
    return true
  }

  async run(world: World): Promise<void> {
    await this.act(world, world.seat(this.seat), this.thread())
  }

  protected abstract act(world: World, seat: SaverSeat, thread: NotedThread): Promise<void>
}

/** Begins with everything visible, as an agent does that is alone in its thread. */
class Turn extends NotedCommand {
  readonly #durability: Durability

  constructor(thread: () => NotedThread, seat: number, durability: Durability) {
    super(thread, seat)
    this.#durability = durability
  }

  protected async act(world: World, seat: SaverSeat, thread: NotedThread): Promise<void> {
    await world.kusto.releaseAll()
    const input = `turn ${++thread.turns}`
    const options = { ...configOf(world), durability: this.#durability }
    const { notes } = await thread.graphOf(seat).invoke({ notes: [input] }, options)
    await seat.saver.flush()
    deepStrictEqual(notes.slice(0, thread.notes.length + 1), [...thread.notes, input])
    deepStrictEqual(notes.length, thread.notes.length + 3)
    thread.notes = notes
    deepStrictEqual(await thread.notesOf(world, seat), thread.notes)
  }

  override toString(): string {
    return `saver ${this.seat}: turn (${this.#durability})`
  }
}

/** What is visible in any order is some earlier state, and never a shortened one. */
class Look extends NotedCommand {
  protected async act(world: World, seat: SaverSeat, thread: NotedThread): Promise<void> {
    const notes = await thread.notesOf(world, seat)
    deepStrictEqual(notes, thread.notes.slice(0, notes.length))
  }

  override toString(): string {
    return `saver ${this.seat}: look`
  }
}

class Delete extends NotedCommand {
  protected async act(world: World, seat: SaverSeat, thread: NotedThread): Promise<void> {
    await world.kusto.releaseAll()
    await seat.saver.deleteThread(world.threadId(0))
    await seat.saver.flush()
    thread.notes = []
    deepStrictEqual(await thread.notesOf(world, seat), [])
    await world.kusto.releaseAll()
  }

  override toString(): string {
    return `saver ${this.seat}: delete`
  }
}

const openWorld = worldsPerFile()

const RUNS = Number(process.env['MODEL_RUNS'] ?? 6)
let run = 0

it.each([1, 2, 5])(
  'a delta channel with a snapshot each %d updates is the fold of its writes, whatever is delayed, lost, repeated or restarted',
  async (snapshotFrequency) => {
    let thread = new NotedThread(snapshotFrequency)
    const current = (): NotedThread => thread
    const seat = fc.nat(SEATS - 1)
    const fault = fc.constantFrom<Fault>('refused', 'answer lost', 'delivered twice')
    const turn = fc
      .tuple(seat, fc.constantFrom<Durability>(...DURABILITIES))
      .map(([at, durability]): Command => new Turn(current, at, durability))
    const commands: fc.Arbitrary<Command>[] = [
      ...Array.from({ length: 4 }, () => turn),
      seat.map((at) => new Look(current, at)),
      seat.map((at) => new Look(current, at)),
      seat.map((at) => new Delete(current, at)),
      fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }).map((places) => new Release(places)),
      seat.map((at) => new Restart(at)),
      fc
        .tuple(seat, fc.integer({ min: -60_000, max: 60_000 }))
        .map(([at, offsetMs]) => new SetClock(at, offsetMs)),
      fc.array(fault, { minLength: 1, maxLength: 2 }).map((faults) => new Fail(faults)),
    ]
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 20, size: '+1' }), async (story) => {
        thread = new NotedThread(snapshotFrequency)
        const world = openWorld(`delta ${run++}`)
        try {
          await fc.asyncModelRun(() => ({ model: world, real: world }), story)
          await world.kusto.releaseAll()
          for (const each of world.seats) {
            expect(await thread.notesOf(world, each)).toEqual(thread.notes)
          }
          expect(world.violations()).toEqual([])
        } finally {
          await world.close()
        }
      }),
      { numRuns: RUNS },
    )
  },
  600_000,
)
