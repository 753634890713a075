import { digestOf, digestsOf, type SeenCheckpoint } from '../../../tools/judge/digest.ts'
import type {
  Answer,
  Bounds,
  DeltaAnswer,
  HistoryLine,
  Operation,
  WritesOperation,
} from '../../../tools/judge/history.ts'
import { Judge } from '../../../tools/judge/judge.ts'
import type { Violation } from '../../../tools/judge/violation.ts'

export const LAG_MS = 100

export interface PutWords {
  readonly values?: Readonly<Record<string, unknown>>
  readonly parent?: string
  readonly carried?: readonly string[]
  readonly versioned?: readonly string[]
  readonly thread?: string
}

export interface SeenWords extends PutWords {
  readonly writes?: readonly (readonly [task: string, channel: string, value: unknown])[]
}

/**
 * A handwritten history for tests of the judge. Each line advances time by one millisecond. `by` is
 * a saver in a separate process.
 */
export class Story {
  readonly lines: HistoryLine[] = []
  #nowMs = 1000
  #calls = 0

  constructor(bounds: Partial<Bounds> = {}) {
    this.lines.push({
      type: 'bounds',
      lagMs: LAG_MS,
      retentionMs: null,
      explained: ['UNAVAILABLE'],
      explainedByDeletion: ['THREAD_DELETED'],
      explainedByLag: ['HISTORY_INCOMPLETE'],
      explainedByAge: ['STATE_EXPIRED'],
      reportsLoss: ['LOST'],
      explainedByLoss: ['BUILDS_ON_LOST'],
      ...bounds,
    })
  }

  /** Lets time pass. */
  wait(ms: number): this {
    this.#nowMs += ms
    return this
  }

  begin(by: string, operation: Operation): string {
    const call = `${by}#${++this.#calls}`
    this.lines.push({ type: 'call', call, atMs: ++this.#nowMs, process: by, saver: by, operation })
    return call
  }

  end(call: string, answer: Answer = { kind: 'done' }): this {
    this.lines.push({ type: 'end', call, atMs: ++this.#nowMs, answer })
    return this
  }

  fail(call: string, code = 'UNAVAILABLE'): this {
    this.lines.push({ type: 'fail', call, atMs: ++this.#nowMs, code, message: 'told to' })
    return this
  }

  kill(process: string): this {
    this.lines.push({ type: 'kill', process, atMs: ++this.#nowMs })
    return this
  }

  visible(): this {
    this.lines.push({ type: 'visible', atMs: ++this.#nowMs })
    return this
  }

  put(by: string, id: string, words: PutWords = {}): this {
    return this.end(this.begin(by, putOf(id, words)))
  }

  /** Like {@link put}, by a saver that has only accepted it. */
  acceptPut(by: string, id: string, words: PutWords = {}): this {
    return this.end(this.begin(by, putOf(id, words)), { kind: 'accepted' })
  }

  acceptWrites(by: string, id: string, task: string, ...writes: [string, unknown][]): this {
    return this.end(this.begin(by, writesOf(id, task, ...writes)), { kind: 'accepted' })
  }

  /** @param outcome - whether everything accepted is durable, or a loss is reported */
  flush(by: string, outcome: 'durable' | 'lost' = 'durable'): this {
    const call = this.begin(by, { kind: 'flush' })
    return outcome === 'durable' ? this.end(call) : this.fail(call, 'LOST')
  }

  putWrites(by: string, id: string, task: string, ...writes: [string, unknown][]): this {
    return this.end(this.begin(by, writesOf(id, task, ...writes)))
  }

  deleteThread(by: string): this {
    return this.end(this.begin(by, { kind: 'deleteThread', thread: 't' }))
  }

  /** @param id - undefined for the latest */
  get(by: string, id: string | undefined, seen: SeenCheckpoint | null): this {
    const call = this.begin(by, { kind: 'getTuple', thread: 't', ns: '', id: id ?? null })
    return this.end(call, { kind: 'getTuple', seen })
  }

  list(by: string, seen: readonly SeenCheckpoint[], limit: number | null = null): this {
    const call = this.begin(by, {
      kind: 'list',
      thread: 't',
      ns: null,
      id: null,
      before: null,
      limit,
      isFiltered: false,
    })
    return this.end(call, { kind: 'list', seen, isCut: false })
  }

  delta(by: string, id: string, seed: unknown, ...writes: (readonly [string, unknown])[]): this {
    const call = this.begin(by, {
      kind: 'getDeltaChannelHistory',
      thread: 't',
      ns: '',
      id,
      channels: ['d'],
    })
    const answer: DeltaAnswer = {
      seed: seed === undefined ? null : digestOf(seed),
      writes: writes.map(([task, value]) => [task, digestOf(value)]),
    }
    return this.end(call, { kind: 'getDeltaChannelHistory', channels: { d: answer } })
  }

  judge(): readonly Violation[] {
    const judge = new Judge(this.lines.find((line) => line.type === 'bounds'))
    for (const line of this.lines) judge.take(line)
    return judge.judge()
  }

  /** The kinds of violations found, each once. */
  kinds(): string[] {
    return [...new Set(this.judge().map(({ kind }) => kind))]
  }
}

export function putOf(id: string, words: PutWords = {}): Operation {
  const { values, parent, thread, carried, versioned } = words
  return {
    kind: 'put',
    thread: thread ?? 't',
    ns: '',
    id,
    parent: parent ?? null,
    values: digestsOf(values ?? { n: id }),
    carried: carried ?? [],
    metadata: digestOf({}),
    ...(versioned === undefined ? {} : { versioned }),
  }
}

export function writesOf(
  id: string,
  task: string,
  ...writes: [string, unknown][]
): WritesOperation {
  return {
    kind: 'putWrites',
    thread: 't',
    ns: '',
    id,
    task,
    path: '',
    writes: writes.map(([channel, value]) => [channel, digestOf(value)]),
  }
}

export function seenOf(id: string, { values, parent, thread, writes }: SeenWords = {}) {
  return {
    thread: thread ?? 't',
    ns: '',
    id,
    parent: parent ?? null,
    values: digestsOf(values ?? { n: id }),
    metadata: digestOf({}),
    writes: (writes ?? []).map(([task, channel, value]) => ({
      task,
      channel,
      digest: digestOf(value),
    })),
  } satisfies SeenCheckpoint
}
