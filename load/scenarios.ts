/** The load scenarios as data. k6 and Node read the same list, so this file has no imports. */

type ScenarioName =
  | 'turns'
  | 'chat'
  | 'writes'
  | 'large'
  | 'history'
  | 'spike'
  | 'soak'
  | 'faults'
  | 'resume'
  | 'outage-calm'
  | 'outage'
  | 'outage-durable'

/** The work of one iteration; each is a function of the k6 script. */
type Exec = 'turn' | 'own' | 'chat' | 'write' | 'large' | 'page' | 'walk' | 'fork' | 'resume'

/** Iterations that start on schedule, whether or not earlier ones have ended. */
export interface Arrival {
  /** The k6 scenario's name: the load scenario's name, with a suffix for background load. */
  readonly name: string
  readonly exec: Exec
  /** At the start, when there are `stages`. */
  readonly perSecond: number
  /**
   * Virtual users, all allocated before the run: enough to hold the rate while an iteration takes
   * `virtualUsers / perSecond` seconds.
   */
  readonly virtualUsers: number
  /** Fixed size of the stored document, unless it is random. */
  readonly documentBytes?: number
  /**
   * Starting at `perSecond`, the rate changes linearly to each of these in turn; the shares of the
   * run's time add up to 1.
   */
  readonly stages?: readonly { readonly share: number; readonly perSecond: number }[]
}

export interface DurationLimit {
  readonly p95Ms: number
  readonly p99Ms: number
}

export interface LoadScenario {
  readonly name: ScenarioName
  /** One sentence. */
  readonly what: string
  readonly seconds: number
  readonly smokeSeconds: number
  readonly needs?: {
    /** A second host process on the same Kusto. */
    readonly secondHost?: boolean
    /** The fault plan that the local Kusto starts with. */
    readonly faults?: { readonly seed: number; readonly rules: readonly FaultOnPurpose[] }
    /** Its ingests take as long as a cluster's, and it is away for a share of the run. */
    readonly outage?: { readonly fromShare: number; readonly share: number }
    /** The host spools its rows on the local disk. */
    readonly spool?: boolean
    /** Additional settings of the host. */
    readonly hostEnv?: Readonly<Record<string, string>>
  }
  /**
   * Only shows what another scenario is compared with: runs with that one, at full length, and its
   * limits do not count.
   */
  readonly comparesWith?: ScenarioName
  readonly arrivals: readonly Arrival[]
  /** Limits on request durations by kind, as k6 sees them. */
  readonly limits: Readonly<Record<string, DurationLimit>>
  /** What to do if it fails. */
  readonly runbook: string
  /** Limits for the host process. */
  readonly aims: { readonly eventLoopDelayP99Ms?: number; readonly residentMb?: number }
}

interface FaultOnPurpose {
  readonly endpoint: readonly ('query' | 'ingest')[]
  readonly fault: 'status'
  readonly status: number
  readonly probability: number
}

/** One thread for each user, so that the host has read all of them before the outage. */
const OWN_THREADS = 64
const outageArrival = (name: ScenarioName): Arrival => ({
  name,
  exec: 'own',
  perSecond: 10,
  virtualUsers: OWN_THREADS,
})
/** A minute of five. */
const AWAY = { fromShare: 0.4, share: 0.2 } as const

export const SCENARIOS: readonly LoadScenario[] = [
  {
    name: 'turns',
    what: '50 agent turns a second: LangGraph with a model, two tools in parallel and the model again, about 550 saver operations a second.',
    seconds: 300,
    smokeSeconds: 20,
    arrivals: [{ name: 'turns', exec: 'turn', perSecond: 50, virtualUsers: 150 }],
    limits: { turn: { p95Ms: 500, p99Ms: 1_000 } },
    runbook:
      "Compare a turn's time with the saver's operations in the same report: are puts slow, look at Kusto's own times and at maxConcurrentIngests; is the event loop late, the host has too little CPU.",
    aims: { eventLoopDelayP99Ms: 50, residentMb: 700 },
  },
  {
    name: 'writes',
    what: '50 puts a second without LangGraph, every fifth one read back.',
    seconds: 300,
    smokeSeconds: 20,
    arrivals: [{ name: 'writes', exec: 'write', perSecond: 50, virtualUsers: 100 }],
    limits: { put: { p95Ms: 250, p99Ms: 500 }, get: { p95Ms: 250, p99Ms: 500 } },
    runbook:
      "A put is one request's time: when it is slow and Kusto's requests are not, rows wait for space (blocked writes, overlay) or for the event loop.",
    aims: { eventLoopDelayP99Ms: 50, residentMb: 700 },
  },
  {
    name: 'chat',
    what: '50 chat turns a second: LangGraph with one node, 3 puts, 2 putWrites and 1 getTuple each.',
    seconds: 300,
    smokeSeconds: 20,
    arrivals: [{ name: 'chat', exec: 'chat', perSecond: 50, virtualUsers: 150 }],
    limits: { chat: { p95Ms: 500, p99Ms: 1_000 } },
    runbook:
      'As for turns: a chat turn is three puts one after the other, so look at the time of a put first.',
    aims: { eventLoopDelayP99Ms: 50, residentMb: 700 },
  },
  {
    name: 'large',
    what: 'Checkpoints of 1, 4 and 16 MB among 10 agent turns a second, byte-exact when they are read back.',
    seconds: 300,
    smokeSeconds: 20,
    arrivals: [
      { name: 'large', exec: 'large', perSecond: 0.5, virtualUsers: 10, documentBytes: 1_000_000 },
      {
        name: 'large_4mb',
        exec: 'large',
        perSecond: 0.2,
        virtualUsers: 8,
        documentBytes: 4_000_000,
      },
      {
        name: 'large_16mb',
        exec: 'large',
        perSecond: 0.05,
        virtualUsers: 4,
        documentBytes: 16_000_000,
      },
      { name: 'large_turns', exec: 'turn', perSecond: 10, virtualUsers: 60 },
    ],
    limits: {
      turn: { p95Ms: 1_500, p99Ms: 3_000 },
      'large put': { p95Ms: 5_000, p99Ms: 10_000 },
      'large get': { p95Ms: 5_000, p99Ms: 10_000 },
    },
    runbook:
      'Bytes that differ: compare the checkpoint by langgraph-kusto threads show, and look for CORRUPT in the log. Slow turns: see the delay of the event loop, and npm run bench:loop for what holds it.',
    aims: {},
  },
  {
    name: 'history',
    what: 'Pages, whole lists and time travel in threads of 1,000 checkpoints, and forks, while agent turns are written.',
    seconds: 300,
    smokeSeconds: 20,
    arrivals: [
      { name: 'history', exec: 'page', perSecond: 4, virtualUsers: 30 },
      { name: 'history_walk', exec: 'walk', perSecond: 0.2, virtualUsers: 6 },
      { name: 'history_fork', exec: 'fork', perSecond: 1, virtualUsers: 20 },
      { name: 'history_turns', exec: 'turn', perSecond: 5, virtualUsers: 40 },
    ],
    limits: {
      page: { p95Ms: 1_000, p99Ms: 2_000 },
      walk: { p95Ms: 10_000, p99Ms: 20_000 },
      travel: { p95Ms: 500, p99Ms: 1_000 },
      fork: { p95Ms: 2_000, p99Ms: 4_000 },
      turn: { p95Ms: 1_000, p99Ms: 2_000 },
    },
    runbook:
      'A page is one query: when it is slow, look at listPageRows, listPageBytes and at what else the cluster does. A missing step is a lost checkpoint: keep the database and look at its thread.',
    aims: {},
  },
  {
    name: 'spike',
    what: 'Agent turns that rise from 10 to 60 a second within seconds, stay there and fall again.',
    seconds: 300,
    smokeSeconds: 20,
    arrivals: [
      {
        name: 'spike',
        exec: 'turn',
        perSecond: 10,
        virtualUsers: 240,
        stages: [
          { share: 0.3, perSecond: 10 },
          { share: 0.05, perSecond: 60 },
          { share: 0.25, perSecond: 60 },
          { share: 0.05, perSecond: 10 },
          { share: 0.35, perSecond: 10 },
        ],
      },
    ],
    limits: { turn: { p95Ms: 1_500, p99Ms: 3_000 } },
    runbook:
      'Turns that stay slow after the spike: something is still full, look at queue, overlay and blocked writes. Dropped iterations: the spike is above what this machine does.',
    aims: {},
  },
  {
    name: 'soak',
    what: '20 agent turns a second for half an hour: memory and queue must stay flat.',
    seconds: 1_800,
    smokeSeconds: 20,
    arrivals: [{ name: 'soak', exec: 'turn', perSecond: 20, virtualUsers: 100 }],
    limits: { turn: { p95Ms: 500, p99Ms: 1_000 } },
    runbook:
      'A heap that rises: take two heap snapshots of the host (kill -USR2 with --heapsnapshot-signal=SIGUSR2) and compare; rows in the overlay that rise: queries do not see what was acknowledged.',
    aims: { eventLoopDelayP99Ms: 50, residentMb: 700 },
  },
  {
    name: 'faults',
    what: '20 agent turns a second on a Kusto that answers every tenth request with 429 or 503: none may fail.',
    seconds: 300,
    smokeSeconds: 20,
    needs: {
      faults: {
        seed: 5,
        rules: [
          { endpoint: ['query', 'ingest'], fault: 'status', status: 429, probability: 0.05 },
          { endpoint: ['query', 'ingest'], fault: 'status', status: 503, probability: 0.05 },
        ],
      },
      // with the default of 3, one request in ten thousand would meet four faults in a row
      hostEnv: { SAVER_RETRIES: '8' },
    },
    arrivals: [{ name: 'faults', exec: 'turn', perSecond: 20, virtualUsers: 160 }],
    limits: { turn: { p95Ms: 3_000, p99Ms: 6_000 } },
    runbook:
      'A failed request: its code is in the output of k6. INGEST_UNAVAILABLE or QUERY_UNAVAILABLE: retries were used up; INGEST_REJECTED: a passing fault was taken for a permanent one.',
    aims: {},
  },
  {
    name: 'resume',
    what: 'Runs that stop with a question on one host and are answered on another, 10 a second.',
    seconds: 300,
    smokeSeconds: 20,
    needs: { secondHost: true },
    arrivals: [{ name: 'resume', exec: 'resume', perSecond: 10, virtualUsers: 60 }],
    limits: {
      question: { p95Ms: 500, p99Ms: 1_000 },
      resume: { p95Ms: 500, p99Ms: 1_000 },
      look: { p95Ms: 500, p99Ms: 1_000 },
    },
    runbook:
      'Many looks before the question is seen: Kusto shows rows to other processes late. A document that differs: the hosts do not read the same database, or a checkpoint came back by half.',
    aims: {},
  },
  {
    name: 'outage-calm',
    what: '10 agent turns a second on a Kusto that is never away and answers at once, for comparison with outage.',
    seconds: 120,
    smokeSeconds: 20,
    comparesWith: 'outage',
    arrivals: [outageArrival('outage-calm')],
    limits: { turn: { p95Ms: 500, p99Ms: 1_000 } },
    runbook: 'As for turns.',
    aims: {},
  },
  {
    name: 'outage',
    what: '10 agent turns a second with a spool, on a Kusto whose ingests take 37 to 564 ms and which is away for a minute of five: none may fail.',
    seconds: 300,
    smokeSeconds: 20,
    needs: { outage: AWAY, spool: true },
    arrivals: [outageArrival('outage')],
    limits: { turn: { p95Ms: 500, p99Ms: 1_000 } },
    runbook:
      'A failed request: its code is in the output of k6. QUERY_UNAVAILABLE: a thread was read that this host does not know; slow turns: look at the time of a put, which is that of the disk, and at waiting calls, because the spool is full.',
    aims: { residentMb: 900 },
  },
  {
    name: 'outage-durable',
    what: 'The same without a spool, for comparison: turns wait for Kusto and fail while it is away.',
    seconds: 300,
    smokeSeconds: 20,
    comparesWith: 'outage',
    needs: { outage: AWAY },
    arrivals: [outageArrival('outage-durable')],
    limits: { turn: { p95Ms: 500, p99Ms: 1_000 } },
    runbook: 'It shows what a spool is for.',
    aims: {},
  },
]

/** The scenario at another rate, with as many virtual users more or less. */
export function atRate(scenario: LoadScenario, perSecond: number): LoadScenario {
  return {
    ...scenario,
    arrivals: scenario.arrivals.map((arrival) => ({
      ...arrival,
      perSecond,
      virtualUsers: Math.ceil((arrival.virtualUsers * perSecond) / arrival.perSecond),
    })),
  }
}

/** Number of iterations that start within this many seconds. */
export function plannedIterations(arrival: Arrival, seconds: number): number {
  if (arrival.stages === undefined) return arrival.perSecond * seconds
  let before = arrival.perSecond
  let sum = 0
  for (const { share, perSecond } of arrival.stages) {
    sum += ((before + perSecond) / 2) * share * seconds
    before = perSecond
  }
  return sum
}

/** @throws Error for a name that is none of {@link SCENARIOS} */
export function scenarioNamed(name: string | undefined): LoadScenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name)
  if (found !== undefined) return found
  const names = SCENARIOS.map((scenario) => scenario.name).join(', ')
  throw new Error(`Expected SCENARIO to be one of ${names}, got \`${String(name)}\``)
}
