import { KustoSaver, type WriteMode } from '../../../src/index.ts'
import { Judge } from '../judge/judge.ts'
import { Recorder } from '../judge/recorder.ts'
import { RecordingSaver } from '../judge/recording-saver.ts'
import type { Violation } from '../judge/violation.ts'
import { ThreadModel, type Operation, type Owner } from './model.ts'
import type { TestKusto } from '../../support/test-kusto.ts'
import { UnsettledKusto } from './unsettled-kusto.ts'

export interface SaverSeat {
  saver: RecordingSaver
  /** A buffered one flushes after each call: the model knows no other moment. */
  readonly writeMode: WriteMode
  /** Replaced by a restart: what the old one knew beyond Kusto is gone. */
  owner: Owner
  /** How far this saver's clock is from the real one, in milliseconds. */
  clockOffsetMs: number
}

const BUFFERED_SEAT = 2

/**
 * What the commands work on: savers beside the model of what they should say, and the history of
 * their calls.
 */
export class World {
  readonly kusto: UnsettledKusto
  readonly seats: readonly SaverSeat[]
  readonly #models = new Map<string, ThreadModel>()
  readonly #run: number | string
  #lastId = 0

  /** What becomes visible when, the story says. */
  readonly #judge = new Judge()
  readonly #recorder = new Recorder({
    process: 'model',
    write: (line) => this.#judge.take(line),
  })

  constructor(local: TestKusto, seats: number, run: number | string) {
    this.kusto = new UnsettledKusto(local.kusto.client(), local, () => {
      this.#judge.take({ type: 'visible', atMs: this.#recorder.nextMs() })
    })
    this.#run = run
    this.seats = Array.from({ length: seats }, (_, index) =>
      this.#newSeat(index === BUFFERED_SEAT ? 'buffered' : 'durable'),
    )
  }

  /** What the judge finds, who knows nothing of the model. */
  violations(): readonly Violation[] {
    return this.#judge.judge()
  }

  seat(index: number): SaverSeat {
    const seat = this.seats[index % this.seats.length]
    if (seat === undefined) throw new Error('There is no saver')
    return seat
  }

  restart(index: number): void {
    const seat = this.seat(index)
    seat.owner = {}
    seat.saver = this.#saverOf(seat)
  }

  threadId(thread: number): string {
    return `run ${this.#run} thread ${thread}`
  }

  model(thread: number, ns: string): ThreadModel {
    const key = JSON.stringify([thread, ns])
    let model = this.#models.get(key)
    if (model === undefined) {
      model = new ThreadModel()
      this.#models.set(key, model)
    }
    return model
  }

  /** Ids mostly grow, as LangGraph's do; some are older than what is there. */
  nextId(isOld: boolean): string {
    this.#lastId++
    return isOld ? `0-${pad(1000 - this.#lastId)}` : `1-${pad(this.#lastId)}`
  }

  /** Runs a call of one saver under its own clock, and tells what it sent. */
  async call<T>(
    seat: SaverSeat,
    work: () => Promise<T>,
  ): Promise<{ result: T; operation: Operation }> {
    this.kusto.takeTickets()
    const result = await work()
    await seat.saver.flush()
    return { result, operation: { owner: seat.owner, tickets: this.kusto.takeTickets() } }
  }

  #newSeat(writeMode: WriteMode): SaverSeat {
    const seat = { clockOffsetMs: 0, writeMode }
    return Object.assign(seat, { saver: this.#saverOf(seat), owner: {} })
  }

  /** Like one in a process of its own: its clock is not shared. */
  #saverOf(seat: Pick<SaverSeat, 'clockOffsetMs' | 'writeMode'>): RecordingSaver {
    const saver = new KustoSaver({
      client: this.kusto.client(),
      writeMode: seat.writeMode,
      // so that calls of several rows take several requests
      batchSize: 2,
      nowMs: () => this.kusto.nowMs() + seat.clockOffsetMs,
    })
    return new RecordingSaver(
      saver,
      this.#recorder,
      seat.writeMode === 'buffered' ? saver : undefined,
    )
  }
}

function pad(number: number): string {
  return number.toString().padStart(6, '0')
}
