import { Buffers } from './buffers.ts'
import {
  isReadCall,
  newEffect,
  type Call,
  type DeleteCall,
  type ReadCall,
  type WriteCall,
  type WritesCall,
} from './call.ts'
import type { SeenCheckpoint } from './digest.ts'
import type { Answer, Bounds, CallLine, FailLine, HistoryLine } from './history.ts'
import { Visibility } from './visibility.ts'
import { ThreadBook } from './thread-book.ts'
import { ThreadJudge } from './thread-judge.ts'
import { countTotals, type Totals } from './totals.ts'
import type { Violation } from './violation.ts'

interface Answered {
  readonly read: ReadCall
  readonly answer: Answer
}

interface Thread {
  readonly book: ThreadBook
  readonly judge: ThreadJudge
}

const UNBOUNDED: Bounds = {
  type: 'bounds',
  lagMs: null,
  retentionMs: null,
  explained: [],
  explainedByDeletion: [],
  explainedByLag: [],
  explainedByAge: [],
  reportsLoss: [],
  explainedByLoss: [],
}

/**
 * Decides from a history alone whether the answers are allowed. It knows LangGraph's contract but
 * no saver: acknowledged writes are kept, a saver reads its own writes, a checkpoint is whole or
 * absent, a delta channel is the fold of its writes, forks stay separate, deleted stays deleted,
 * and nothing is duplicated or resurrected. Calls that were not acknowledged may or may not have
 * happened; overlapping calls may have happened in either order.
 */
export class Judge {
  readonly #bounds: Bounds
  readonly #visibility: Visibility
  readonly #threads = new Map<string, Thread>()
  readonly #calls = new Map<string, Call>()
  readonly #buffers = new Buffers()
  readonly #violations: Violation[] = []
  readonly totals: Totals = countTotals()
  #taken: HistoryLine[] = []
  #answered: Answered[] = []

  constructor(bounds: Bounds = UNBOUNDED) {
    this.#bounds = bounds
    this.#visibility = new Visibility(bounds.lagMs ?? Infinity)
  }

  /**
   * Accepts a line. Lines of several processes may come in any order that keeps the order of each
   * process.
   */
  take(line: HistoryLine): void {
    this.#taken.push(line)
  }

  /**
   * Judges the reads since the last time. First accept every line about calls that began before the
   * last of these reads ended.
   *
   * @returns all violations so far
   */
  judge(): readonly Violation[] {
    const lines = this.#taken.toSorted((a, b) => timeOf(a) - timeOf(b))
    this.#taken = []
    for (const line of lines) this.#record(line)
    for (const { judge } of this.#threads.values()) judge.refresh()
    const answered = this.#answered.toSorted((a, b) => a.read.endedMs - b.read.endedMs)
    this.#answered = []
    for (const each of answered) this.#judgeRead(each)
    return this.#violations
  }

  #record(line: HistoryLine): void {
    switch (line.type) {
      case 'call':
        return this.#begin(line)
      case 'end':
        return this.#end(line.call, line.atMs, line.answer)
      case 'fail':
        return this.#fail(line)
      case 'kill':
        return this.#kill(line.process, line.atMs)
      case 'visible':
        return this.#visibility.mark(line.atMs)
      case 'bounds':
      case 'restart':
    }
  }

  #begin({ call, process, saver, atMs, operation }: CallLine): void {
    if (this.#calls.has(call)) throw new Error(`Two calls are named ${call}`)
    const open = {
      call,
      process,
      saver,
      beganMs: atMs,
      endedMs: Infinity,
      doneMs: Infinity,
      outcome: 'open' as const,
      reportedMs: Infinity,
      epoch: 0,
    }
    const made = this.#file(open, operation)
    this.#calls.set(call, made)
  }

  #file(open: Omit<Call, 'operation'>, operation: CallLine['operation']): Call {
    switch (operation.kind) {
      case 'put': {
        const put = { ...open, ...newEffect(), operation }
        this.#thread(operation.thread).book.addPut(put)
        return put
      }
      case 'putWrites': {
        const writes: WritesCall = { ...open, operation }
        this.#thread(operation.thread).book.addWrites(writes)
        return writes
      }
      case 'deleteThread': {
        const deletion: DeleteCall = { ...open, operation }
        this.#thread(operation.thread).book.deletes.push(deletion)
        return deletion
      }
      case 'getTuple':
      case 'list':
      case 'getDeltaChannelHistory':
      case 'setup':
      case 'flush':
    }
    return { ...open, operation }
  }

  #end(name: string, atMs: number, answer: Answer): void {
    const call = this.#settle(name, atMs, 'acknowledged')
    this.totals.add(call)
    if (call.operation.kind === 'flush') this.#buffers.flushed(call.saver, call.beganMs, atMs)
    if (answer.kind === 'accepted' && isWrite(call)) {
      this.#buffers.accept(call, this.#thread(call.operation.thread).book)
    }
    const read = asRead(call)
    if (read === undefined) return
    for (const { book } of this.#threadsOf(read)) book.addRead(read)
    this.#answered.push({ read, answer })
  }

  #fail({ call: name, atMs, code, message }: FailLine): void {
    const call = this.#settle(name, atMs, 'unsure')
    this.totals.unsure += asRead(call) === undefined ? 1 : 0
    const thread = threadOf(call)
    const isDeleted =
      thread !== undefined &&
      this.#bounds.explainedByDeletion.includes(code) &&
      this.#thread(thread).book.deletes.some(
        ({ beganMs }, index) => beganMs < atMs && (!isWrite(call) || index >= call.epoch),
      )
    const isLate =
      thread !== undefined &&
      this.#bounds.explainedByLag.includes(code) &&
      this.#thread(thread).book.isUnsettledFor(call)
    const isLoss = this.#isOfLoss(call, code)
    const isOld =
      thread !== undefined &&
      this.#bounds.explainedByAge.includes(code) &&
      this.#thread(thread).book.isOlderThan(this.#bounds.retentionMs ?? Infinity, call)
    if (isDeleted || isLate || isOld || isLoss || this.#bounds.explained.includes(code)) return
    const detail = `${call.operation.kind} failed: ${code} ${message}`
    this.#violations.push({ kind: 'failure', thread: thread ?? '', call: name, atMs, detail })
  }

  /** Whether it reports the loss of an accepted write. */
  #isOfLoss(call: Call, code: string): boolean {
    const thread = threadOf(call) ?? null
    if (!this.#buffers.mayHaveLost(call.saver, thread)) return false
    if (this.#bounds.explainedByLoss.includes(code)) return true
    if (!this.#bounds.reportsLoss.includes(code)) return false
    this.#buffers.reported(call, thread)
    return true
  }

  #kill(process: string, atMs: number): void {
    this.#buffers.killed(process, atMs)
    for (const call of this.#calls.values()) {
      if (call.process !== process) continue
      call.endedMs = atMs
      call.doneMs = atMs
      call.outcome = 'unsure'
      this.#calls.delete(call.call)
      this.totals.unsure += asRead(call) === undefined ? 1 : 0
    }
  }

  /** Completed calls are not looked up again. */
  #settle(name: string, atMs: number, outcome: 'acknowledged' | 'unsure'): Call {
    const call = this.#calls.get(name)
    if (call === undefined) throw new Error(`Call ${name} ended, and never began`)
    this.#calls.delete(name)
    call.endedMs = atMs
    call.doneMs = atMs
    call.outcome = outcome
    return call
  }

  #judgeRead({ read, answer }: Answered): void {
    for (const { thread, ns, id } of strangersOf(read, answer)) {
      const { call, endedMs: atMs } = read
      const detail = 'is in an answer to another question'
      this.#violations.push({ kind: 'torn', thread, ns, id, detail, call, atMs })
    }
    if (read.operation.thread === null && answer.kind === 'list') {
      for (const { thread } of answer.seen) this.#thread(thread)
    }
    for (const { book, judge } of this.#threadsOf(read)) {
      for (const finding of judge.judge(read, answer)) {
        const { call, endedMs: atMs } = read
        this.#violations.push({ ...finding, thread: book.id, call, atMs })
      }
    }
  }

  #threadsOf(read: ReadCall): Thread[] {
    const { thread } = read.operation
    return thread === null ? [...this.#threads.values()] : [this.#thread(thread)]
  }

  #thread(id: string): Thread {
    const known = this.#threads.get(id)
    if (known !== undefined) return known
    const book = new ThreadBook(id, this.#visibility)
    const retentionMs = this.#bounds.retentionMs ?? Infinity
    const thread = { book, judge: new ThreadJudge(book, this.#visibility, retentionMs) }
    this.#threads.set(id, thread)
    return thread
  }
}

/** Judges a whole history, whose first line has its bounds. */
export async function judgeStream(lines: AsyncIterable<HistoryLine>): Promise<Judge> {
  let judge: Judge | undefined
  for await (const line of lines) {
    judge ??= new Judge(line.type === 'bounds' ? line : undefined)
    judge.take(line)
  }
  judge ??= new Judge()
  judge.judge()
  return judge
}

/** Judges a whole history. */
export function judgeHistory(lines: readonly HistoryLine[]): Judge {
  const judge = new Judge(lines.find((line) => line.type === 'bounds'))
  for (const line of lines) judge.take(line)
  judge.judge()
  return judge
}

/** The checkpoints of an answer that its question did not mean. */
function strangersOf({ operation }: ReadCall, answer: Answer): SeenCheckpoint[] {
  if (operation.kind === 'getDeltaChannelHistory') return []
  const seen = answer.kind === 'getTuple' && answer.seen !== null ? [answer.seen] : []
  const all = answer.kind === 'list' ? answer.seen : seen
  const before = operation.kind === 'list' ? operation.before : null
  return all.filter(
    ({ thread, ns, id }) =>
      thread !== (operation.thread ?? thread) ||
      ns !== (operation.ns ?? ns) ||
      id !== (operation.id ?? id) ||
      (before !== null && id >= before),
  )
}

function timeOf(line: HistoryLine): number {
  return line.type === 'bounds' ? -Infinity : line.atMs
}

function asRead(call: Call): ReadCall | undefined {
  return isReadCall(call) ? call : undefined
}

function threadOf({ operation }: Call): string | undefined {
  return 'thread' in operation ? (operation.thread ?? undefined) : undefined
}

function isWrite(call: Call): call is WriteCall {
  return call.operation.kind === 'put' || call.operation.kind === 'putWrites'
}
