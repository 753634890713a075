import { aesGcmEncryption } from '../../../src/encryption/aes-gcm-encryption.ts'
import { KustoSaver, type ValueEncryption, type WriteMode } from '../../../src/index.ts'
import { Judge } from '../../../tools/judge/judge.ts'
import { Recorder } from '../../../tools/judge/recorder.ts'
import { RecordingSaver } from '../../../tools/judge/recording-saver.ts'
import type { Violation } from '../../../tools/judge/violation.ts'
import { ThreadModel, type Operation, type Owner } from './model.ts'
import type { TestKusto } from '../../support/test-kusto.ts'
import { UnsettledKusto } from './unsettled-kusto.ts'

export interface SaverSeat {
  saver: RecordingSaver
  /** Buffered and spooled ones flush after each call: the model knows no other moment. */
  readonly writeMode: WriteMode
  /** A restart replaces it, and everything that the old saver knew beyond Kusto is gone. */
  owner: Owner
  /** How far this saver's clock is from the real one, in milliseconds. */
  clockOffsetMs: number
}

/** How the savers write, by their seats. */
const WRITE_MODES: readonly WriteMode[] = ['durable', 'durable', 'buffered', 'spooled']

export const SEATS = WRITE_MODES.length

/**
 * The world of the commands: savers, the model of their answers, and the history of their calls.
 */
export class World {
  readonly kusto: UnsettledKusto
  readonly seats: readonly SaverSeat[]
  readonly #models = new Map<string, ThreadModel>()
  readonly #run: string
  readonly #spoolPath: string
  readonly #spooled: KustoSaver[] = []
  readonly #isEncrypted: boolean
  #savers = 0
  #lastId = 0

  /** The commands decide when rows become visible. */
  readonly #judge = new Judge()
  readonly #recorder = new Recorder({
    process: 'model',
    write: (line) => this.#judge.take(line),
  })

  /**
   * @param spoolPath - a folder for the files of this world's spools
   * @param isEncrypted - each saver encrypts, with another key than the saver before it
   */
  constructor(local: TestKusto, spoolPath: string, run: string, isEncrypted = false) {
    this.#isEncrypted = isEncrypted
    this.#spoolPath = spoolPath
    this.kusto = new UnsettledKusto(local.kusto.client(), local, () => {
      this.#judge.take({ type: 'visible', atMs: this.#recorder.nextMs() })
    })
    this.#run = run
    this.seats = WRITE_MODES.map((writeMode) => this.#newSeat(writeMode))
  }

  /** Frees the files of the spools. */
  async close(): Promise<void> {
    await Promise.all(this.#spooled.map((saver) => saver.close()))
  }

  /** The judge's findings; it does not know the model. */
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

  /** Ids mostly grow, like LangGraph's; some are older than existing ones. */
  nextId(isOld: boolean): string {
    this.#lastId++
    return isOld ? `0-${pad(1000 - this.#lastId)}` : `1-${pad(this.#lastId)}`
  }

  /** Runs a call of one saver under its own clock, and returns what it sent. */
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

  /** Like a saver in a separate process: it does not share its clock. */
  #saverOf(seat: Pick<SaverSeat, 'clockOffsetMs' | 'writeMode'>): RecordingSaver {
    const saver = new KustoSaver({
      client: this.kusto.client(),
      writeMode: seat.writeMode,
      // so that calls of several rows take several requests
      batchSize: 2,
      nowMs: () => this.kusto.nowMs() + seat.clockOffsetMs,
      ...(this.#isEncrypted ? { encryption: encryptionOf(this.#savers++) } : {}),
      ...(seat.writeMode === 'spooled'
        ? { spool: { path: this.#spoolPath, closeTimeoutMs: 0 } }
        : {}),
    })
    if (seat.writeMode === 'spooled') this.#spooled.push(saver)
    return new RecordingSaver(
      saver,
      this.#recorder,
      seat.writeMode === 'durable' ? undefined : saver,
    )
  }
}

const KEYS = { k0: new Uint8Array(32).fill(1), k1: new Uint8Array(32).fill(2) }

function encryptionOf(saver: number): ValueEncryption {
  return aesGcmEncryption({ currentKeyId: `k${saver % 2}`, keys: KEYS })
}

function pad(number: number): string {
  return number.toString().padStart(6, '0')
}
