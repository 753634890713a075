/** Requests and answers of the target: plain types for k6 and Node. */

/** A document that both sides can generate from these two numbers. */
export interface DocumentSpec {
  readonly seed: number
  readonly documentBytes: number
}

/** Describes a document's content without the document. */
export interface DocumentDigest {
  readonly bytes: number
  /** SHA-256 of its text in UTF-8, in hex. */
  readonly sha256: string
}

/** `POST /turns`: one turn of an agent. */
export interface TurnRequest extends DocumentSpec {
  readonly threadId: string
}

export interface TurnAnswer {
  /** Number of the thread's turns, including this one, according to its state. */
  readonly turns: number
  /** The document that the thread's state had when the turn began; null in its first turn. */
  readonly found: DocumentDigest | null
  /** The document that the turn stored instead. */
  readonly wrote: DocumentDigest
}

/** `POST /puts`: one put, without LangGraph. */
export interface PutRequest extends DocumentSpec {
  readonly threadId: string
  /** The checkpoint that this one follows; omitted for a thread's first. */
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

/** `POST /histories`: this many puts, in order of steps, in whatever order the requests arrive. */
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
 * `POST /forks`: continues from the end of the thread's first turn, then reads the branch that
 * existed before.
 */
export interface ForkAnswer {
  readonly fork: TurnAnswer
  /** The other branch's last state after the fork. */
  readonly other: { readonly turns: number; readonly found: DocumentDigest | null }
}

/**
 * `POST /questions` starts a run that ends in a question, `GET /questions?thread=…` reads the
 * question.
 */
export interface QuestionAnswer {
  /** Digest of the document at which the run stopped; null if no question is open. */
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

/** The answers of the load routes, by route. */
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
 * `POST /load/settle?patienceMs=60000`: the remaining rows after a flush, when no row is on its way
 * any more or patience has run out. The file of the history, if there is one, is complete then.
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
  /** Since the previous sample. */
  readonly eventLoopDelayMaxMs: number
}

/** `GET /load/ledger`: the host's own counts of its saver, independent of the saver's telemetry. */
export interface LedgerAnswer {
  /** Succeeded since the host started. */
  readonly calls: Readonly<Record<SaverCall, number>>
  readonly failed: Readonly<Record<SaverCall, number>>
  readonly latencyMs: Readonly<Record<SaverCall, Latency>>
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number }
  /** Once a second. */
  readonly samples: readonly HostSample[]
  /** User and system time since the host started. */
  readonly cpuSeconds: number
}

/** The target's first line on standard output. */
export interface TargetReady {
  readonly url: string
  readonly metricsUrl: string
}

/** The error answer of every route, with a status of 400 or above. */
export interface FailureAnswer {
  readonly error: string
}
