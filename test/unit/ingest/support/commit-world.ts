import { KustoSaverError } from '../../../../src/errors.ts'
import { GroupCommit } from '../../../../src/ingest/group-commit.ts'
import { ObserverGuard, type QueueDepth } from '../../../../src/ingest/sink-observer.ts'
import { resolveSinkOptions, type SinkOptions } from '../../../../src/ingest/sink-options.ts'
import type { TableSchema } from '../../../../src/tables/schema.ts'
import { FakeClock } from './fake-clock.ts'
import { FakeSender, type SentBatch } from './fake-sender.ts'
import { settleTurn } from './settle-turn.ts'

export type Fate = 'good' | 'poison'

/** The events of a sink. */
export type Step =
  | {
      readonly do: 'write'
      readonly table: TableSchema
      readonly fates: readonly Fate[]
      readonly padding: number
    }
  | { readonly do: 'answer'; readonly pick: number; readonly isUnavailable: boolean }
  | { readonly do: 'abort'; readonly pick: number }
  | { readonly do: 'turn' | 'linger' | 'flush' | 'close' }

export type WorldOptions = Readonly<
  Required<
    Pick<
      SinkOptions,
      | 'batchSize'
      | 'maxBatchBytes'
      | 'maxConcurrentIngests'
      | 'maxBufferedRows'
      | 'maxBufferedBytes'
      | 'lingerMs'
    >
  >
>

interface Caller {
  readonly table: string
  /** Each text is unique and begins with its fate. */
  readonly rows: readonly string[]
  readonly controller: AbortController
  outcome: string
}

const rejected = new KustoSaverError('INGEST_REJECTED', 'no', { httpStatus: 400 })
const unavailable = new KustoSaverError('INGEST_UNAVAILABLE', 'later', { httpStatus: 503 })

/** A sink, the writes passed to it, and all its violations. */
export class CommitWorld {
  readonly problems: string[] = []
  readonly callers: Caller[] = []
  readonly #sender = new FakeSender()
  readonly #clock = new FakeClock()
  readonly #options: WorldOptions
  readonly #sink: GroupCommit
  readonly #waits: Promise<void>[] = []
  readonly #queues = new Map<string, QueueDepth>()
  readonly #acknowledged = new Set<string>()
  readonly #unavailable = new Set<string>()

  constructor(options: WorldOptions) {
    this.#options = options
    this.#sink = new GroupCommit({
      sender: this.#sender,
      clock: this.#clock,
      options: resolveSinkOptions(options),
      observer: new ObserverGuard({
        queueChanged: (depth) => this.#queues.set(depth.table, depth),
      }),
    })
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'write') this.#write(step)
    else if (step.do === 'answer')
      this.#answer(pickOf(this.#sender.open, step.pick), step.isUnavailable)
    else if (step.do === 'abort') pickOf(this.callers, step.pick)?.controller.abort()
    else if (step.do === 'turn') await settleTurn()
    else if (step.do === 'linger') this.#clock.advance(10)
    else this.#waits.push(this.#drain(step.do))
    this.#checkBounds()
  }

  /** Answers all open requests until nothing changes any more. */
  async finish(): Promise<void> {
    do {
      for (const batch of this.#sender.open) this.#answer(batch, false)
      await settleTurn()
      this.#checkBounds()
    } while (this.#sender.open.length > 0 || this.#clock.advanceToNext())
    await Promise.all(this.#waits)
    this.#checkOrder()
    for (const caller of this.callers) this.#checkOutcome(caller)
  }

  #expect(isSo: boolean, problem: string): void {
    if (!isSo) this.problems.push(problem)
  }

  #write(step: Extract<Step, { do: 'write' }>): void {
    const id = this.callers.length
    const rows = step.fates.map(
      (fate, index) => `${fate} ${id}.${index} ${'.'.repeat(step.padding)}`,
    )
    const controller = new AbortController()
    const caller: Caller = { table: step.table.name, rows, controller, outcome: 'open' }
    this.callers.push(caller)
    const lines = rows.map((row) => Buffer.from(row))
    void this.#watch(caller, this.#sink.write(step.table, lines, { signal: controller.signal }))
  }

  async #drain(how: 'flush' | 'close'): Promise<void> {
    const before = this.callers.filter((caller) => caller.outcome === 'open')
    const underWay = this.#sender.open
    await this.#sink[how]()
    this.#expect(!underWay.some((batch) => batch.isOpen), `${how} did not wait for a request`)
    await settleTurn()
    const isDone = before.every((caller) => caller.outcome !== 'open')
    this.#expect(isDone, `${how} did not wait for a write`)
  }

  async #watch(caller: Caller, work: Promise<void>): Promise<void> {
    try {
      await work
      this.#settle(caller, 'done')
    } catch (error) {
      this.#settle(caller, error instanceof KustoSaverError ? error.code : 'another error')
    }
  }

  #settle(caller: Caller, outcome: string): void {
    this.#expect(caller.outcome === 'open', 'a write settled twice')
    caller.outcome = outcome
    if (outcome !== 'done') return
    const isKept = caller.rows.every((row) => this.#acknowledged.has(row))
    this.#expect(isKept, 'a write was acknowledged before its rows were')
  }

  #answer(batch: SentBatch | undefined, isUnavailable: boolean): void {
    if (batch === undefined) return
    if (isUnavailable) {
      for (const line of batch.lines) this.#unavailable.add(line)
      batch.fail(unavailable)
    } else if (batch.lines.some(isPoison)) batch.fail(rejected)
    else this.#acknowledge(batch)
  }

  #acknowledge(batch: SentBatch): void {
    for (const line of batch.lines) {
      this.#expect(
        !this.#acknowledged.has(line),
        `${line} was sent again after its acknowledgement`,
      )
      this.#acknowledged.add(line)
    }
    batch.acknowledge()
  }

  #checkBounds(): void {
    const limits = this.#options
    const open = this.#sender.open
    for (const { info, lines, body } of open) {
      this.#expect(info.rows <= limits.batchSize, 'a batch has too many rows')
      this.#expect(info.bytes <= limits.maxBatchBytes, 'a batch has too many bytes')
      this.#expect(info.rows === lines.length, 'a batch counts its rows wrong')
      this.#expect(info.bytes === body.byteLength, 'a batch counts its bytes wrong')
    }
    const first = open.filter((batch) => !this.#isResent(batch))
    this.#expect(first.length <= limits.maxConcurrentIngests, 'too many batches are under way')
    this.#checkMemory(open)
  }

  /**
   * Rows and bytes in memory, waiting or under way, are within the bounds, or belong to one write
   * that exceeds them.
   */
  #checkMemory(open: readonly SentBatch[]): void {
    const held = [...this.#queues.values(), ...open.map((batch) => batch.info)]
    const rows = held.reduce((sum, part) => sum + part.rows, 0)
    const bytes = held.reduce((sum, part) => sum + part.bytes, 0)
    const { maxBufferedRows, maxBufferedBytes } = this.#options
    const isWithin = rows <= maxBufferedRows && bytes <= maxBufferedBytes
    const isOneWrite = this.callers.some(({ rows: own }) => {
      const ownBytes = own.reduce((sum, row) => sum + row.length + 1, 0)
      return own.length >= rows && ownBytes >= bytes
    })
    this.#expect(isWithin || isOneWrite, 'the buffer is overfull')
  }

  /** Half of a batch that was refused. */
  #isResent(batch: SentBatch): boolean {
    const earlier = this.#sender.sent.slice(0, this.#sender.sent.indexOf(batch))
    return earlier.some((other) => other.lines.some((line) => batch.lines.includes(line)))
  }

  #checkOrder(): void {
    for (const table of new Set(this.callers.map((caller) => caller.table))) {
      const sent = this.#sender.sent.filter((batch) => batch.table === table)
      const firstSent = [...new Set(sent.flatMap((batch) => batch.lines))]
      const rows = this.callers
        .filter((caller) => caller.table === table)
        .flatMap(({ rows: own }) => own)
      const expected = rows.filter((row) => firstSent.includes(row))
      this.#expect(firstSent.join() === expected.join(), 'rows were sent out of order')
    }
  }

  #checkOutcome({ outcome, rows, controller }: Caller): void {
    const sent = this.#sender.sent.flatMap((batch) => batch.lines)
    const reasons: Readonly<Record<string, boolean>> = {
      done: true,
      CLOSED: rows.every((row) => !sent.includes(row)),
      ABORTED: controller.signal.aborted,
      INGEST_REJECTED: rows.some((row) => isPoison(row) && sent.includes(row)),
      INGEST_UNAVAILABLE: rows.some((row) => this.#unavailable.has(row)),
    }
    this.#expect(reasons[outcome] === true, `a write ended with ${outcome} for no reason`)
  }
}

const isPoison = (line: string): boolean => line.startsWith('poison')

function pickOf<T>(list: readonly T[], pick: number): T | undefined {
  return list.length === 0 ? undefined : list[pick % list.length]
}
