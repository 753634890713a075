import type { Operation, Report } from '../workload/report.ts'
import type { CallRecord } from './call-record.ts'
import { ThreadLedger } from './thread-ledger.ts'
import type { Violation } from './violation.ts'

export interface LedgerTotals {
  puts: number
  writes: number
  deletions: number
  /** Calls that were under way when their process was killed, or that failed: stored or not, nobody knows yet. */
  unsure: number
  reads: number
}

interface OpenCall {
  readonly operation: Operation
  readonly records: readonly CallRecord[]
}

/** Who called what, and what was acknowledged: the truth that reads are held against. */
export class Ledger {
  readonly #threads = new Map<string, ThreadLedger>()
  readonly #open = new Map<string, OpenCall>()
  readonly #explained: ReadonlySet<string>
  readonly totals: LedgerTotals = { puts: 0, writes: 0, deletions: 0, unsure: 0, reads: 0 }

  /** @param explained - codes of failures that are no fault: a killed server explains that it cannot be reached */
  constructor(explained: Iterable<string>) {
    this.#explained = new Set(explained)
  }

  get threads(): readonly ThreadLedger[] {
    return [...this.#threads.values()]
  }

  get openCalls(): number {
    return this.#open.size
  }

  thread(id: string): ThreadLedger {
    const thread = this.#threads.get(id) ?? new ThreadLedger(id)
    this.#threads.set(id, thread)
    return thread
  }

  /** Takes one report in; a read that contradicts what is known is a violation. */
  record(report: Report): Violation[] {
    if (report.type === 'start') this.#start(report.call, report.operation)
    if (report.type === 'done') this.#settle(report.call, 'kept')
    if (report.type === 'failed') {
      this.#settle(report.call, 'unsure')
      return this.#unexplained(report, report.call)
    }
    if (report.type === 'read-failed') return this.#unexplained(report, 'getTuple')
    if (report.type !== 'read') return []
    this.totals.reads++
    return this.thread(report.thread).judgeLatest(report.ns, report.seen)
  }

  /** A writer was killed: nobody knows what became of its calls. @param prefix - of the names of its calls */
  lose(prefix: string): void {
    const lost = [...this.#open.keys()].filter((call) => call.startsWith(prefix))
    for (const call of lost) this.#settle(call, 'unsure')
  }

  #start(call: string, operation: Operation): void {
    this.#open.set(call, { operation, records: this.#records(call, operation) })
  }

  #records(call: string, operation: Operation): readonly CallRecord[] {
    const thread = this.thread(operation.thread)
    if (operation.kind === 'put') return thread.startPut(call, operation)
    if (operation.kind === 'writes') return thread.startWrites(call, operation)
    return thread.startDelete(call, operation)
  }

  #settle(call: string, status: 'kept' | 'unsure'): void {
    const open = this.#open.get(call)
    if (open === undefined) throw new Error(`Call ${call} was settled, and never begun`)
    this.#open.delete(call)
    for (const record of open.records) record.status = status
    if (status === 'unsure') this.totals.unsure++
    else this.#count(open.operation)
  }

  #count(operation: Operation): void {
    if (operation.kind === 'put') this.totals.puts++
    else if (operation.kind === 'writes') this.totals.writes += operation.writes.length
    else {
      this.totals.deletions++
      this.thread(operation.thread).bury()
    }
  }

  #unexplained(
    failure: { readonly code: string; readonly message: string; readonly thread?: string },
    call: string,
  ): Violation[] {
    if (this.#explained.has(failure.code)) return []
    const detail = `${call} failed: ${failure.code} ${failure.message}`
    return [{ kind: 'failure', thread: failure.thread ?? '', detail }]
  }
}
