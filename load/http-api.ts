/** What the target is asked and what it answers: plain types, read by k6 and by Node. */

/** A document that both sides can make out of these two numbers. */
export interface DocumentSpec {
  readonly seed: number
  readonly documentBytes: number
}

/** What was in a document, without the document. */
export interface DocumentDigest {
  readonly bytes: number
  /** Of its text in UTF-8, hex. */
  readonly sha256: string
}

/** `POST /turns`: one turn of an agent. */
export interface TurnRequest extends DocumentSpec {
  readonly threadId: string
}

export interface TurnAnswer {
  /** How many turns the thread has had, this one among them, as its state says. */
  readonly turns: number
  /** The document that the thread's state had when the turn began; null in its first turn. */
  readonly found: DocumentDigest | null
  /** The one that the turn has put in its place. */
  readonly wrote: DocumentDigest
}

/** `POST /puts`: one put, without LangGraph. */
export interface PutRequest extends DocumentSpec {
  readonly threadId: string
  /** The checkpoint that this one follows; left out for a thread's first. */
  readonly parentId?: string
  /** Greater than those of the thread's earlier puts. */
  readonly step: number
}

export interface PutAnswer {
  readonly checkpointId: string
  readonly wrote: DocumentDigest
}

/** `GET /tuples?thread=…&checkpoint=…`: one getTuple; the thread's latest without `checkpoint`. */
export interface TupleAnswer {
  readonly checkpointId: string
  readonly parentId: string | null
  readonly step: number
  readonly found: DocumentDigest
}

/**
 * `POST /histories`: so many puts, one after the other in steps, whatever order they are sent in.
 */
export interface HistoryRequest extends DocumentSpec {
  readonly threadId: string
  readonly checkpoints: number
}

export interface HistoryAnswer {
  /** Oldest first. */
  readonly checkpointIds: readonly string[]
}

/** `GET /lists?thread=…&limit=…&before=…`: one list, newest first. */
export interface ListAnswer {
  readonly tuples: readonly TupleAnswer[]
}

/**
 * `POST /forks`: goes on from the end of the thread's first turn, and then reads the branch that
 * was there before.
 */
export interface ForkAnswer {
  readonly fork: TurnAnswer
  /** What the other branch's last state holds after the fork was made. */
  readonly other: { readonly turns: number; readonly found: DocumentDigest | null }
}

/** `POST /questions` begins a run that ends in a question, `GET /questions?thread=…` reads it. */
export interface QuestionAnswer {
  /** The digest of the document that the run stopped with; null when nothing waits. */
  readonly question: DocumentDigest | null
}

/** `POST /resumes`: a human's answer. */
export interface ResumeRequest {
  readonly threadId: string
  readonly answer: string
}

export interface ResumeAnswer {
  readonly found: DocumentDigest
  readonly answer: string
}

/** What the routes of the load answer, by route. */
export interface Answers {
  readonly '/chats': TurnAnswer
  readonly '/histories': HistoryAnswer
  readonly '/lists': ListAnswer
  readonly '/forks': ForkAnswer
  readonly '/questions': QuestionAnswer
  readonly '/resumes': ResumeAnswer
  readonly '/turns': TurnAnswer
  readonly '/puts': PutAnswer
  readonly '/tuples': TupleAnswer
}

/**
 * `GET /healthz` answers the saver's health report, with 503 when it fails. `GET /metrics` is
 * Prometheus' text.
 */

/**
 * `POST /load/settle?patienceMs=60000`: what is left when the saver was flushed and no row is on
 * its way any more, or patience ran out.
 */
export interface SettleAnswer {
  readonly queueRows: number
  readonly overlayRows: number
  readonly lagSeconds: number
}

export type SaverCall = 'put' | 'putWrites' | 'getTuple' | 'list'

export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
  readonly count: number
}

export interface HostSample {
  /** Since 1970. */
  readonly atMs: number
  readonly residentBytes: number
  readonly heapBytes: number
  /** Since the sample before. */
  readonly eventLoopDelayMaxMs: number
}

/**
 * `GET /load/ledger`: what the host has seen of its saver, counted outside of the saver's own
 * telemetry.
 */
export interface LedgerAnswer {
  /** Settled with success since the host began. */
  readonly calls: Readonly<Record<SaverCall, number>>
  readonly failed: Readonly<Record<SaverCall, number>>
  readonly latencyMs: Readonly<Record<SaverCall, Latency>>
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number }
  /** Once a second. */
  readonly samples: readonly HostSample[]
  /** User and system, since the host began. */
  readonly cpuSeconds: number
}

/** The target's first line on standard output. */
export interface TargetReady {
  readonly url: string
  readonly metricsUrl: string
}

/** What every route answers, with a status of 400 or above, when it cannot do what it is asked. */
export interface FailureAnswer {
  readonly error: string
}
