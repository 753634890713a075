import { KustoSaver } from '../../src/index.ts'
import { ThreadModel, type Operation, type Owner } from './model.ts'
import type { UnsettledKusto } from './unsettled-kusto.ts'

export interface SaverSeat {
  saver: KustoSaver
  /** Replaced by a restart: what the old one knew beyond Kusto is gone. */
  owner: Owner
  /** How far this saver's clock is from the real one, in milliseconds. */
  clockOffsetMs: number
}

/** What the commands work on: savers beside the model of what they should say. */
export class World {
  readonly kusto: UnsettledKusto
  readonly seats: readonly SaverSeat[]
  readonly #models = new Map<string, ThreadModel>()
  readonly #run: number
  #lastId = 0

  constructor(kusto: UnsettledKusto, seats: number, run: number) {
    this.kusto = kusto
    this.#run = run
    this.seats = Array.from({ length: seats }, () => seatOn(kusto))
  }

  seat(index: number): SaverSeat {
    const seat = this.seats[index % this.seats.length]
    if (seat === undefined) throw new Error('There is no saver')
    return seat
  }

  restart(index: number): void {
    const seat = this.seat(index)
    seat.owner = {}
    seat.saver = saverOf(this.kusto, seat)
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
    return { result, operation: { owner: seat.owner, tickets: this.kusto.takeTickets() } }
  }
}

function seatOn(kusto: UnsettledKusto): SaverSeat {
  const clock = { clockOffsetMs: 0 }
  const seat: SaverSeat = Object.assign(clock, { saver: saverOf(kusto, clock), owner: {} })
  return seat
}

/** Like one in a process of its own: its clock is not shared. */
function saverOf(kusto: UnsettledKusto, clock: Pick<SaverSeat, 'clockOffsetMs'>): KustoSaver {
  return new KustoSaver({
    client: kusto.client(),
    // so that calls of several rows take several requests
    batchSize: 2,
    nowMs: () => kusto.nowMs() + clock.clockOffsetMs,
  })
}

function pad(number: number): string {
  return number.toString().padStart(6, '0')
}
