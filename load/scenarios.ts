/** Everything about the load scenarios that is not code: k6 and Node read the same list, so there are no imports here. */

export type ScenarioName =
  | 'turns'
  | 'chat'
  | 'writes'
  | 'large'
  | 'history'
  | 'spike'
  | 'soak'
  | 'faults'
  | 'resume'

/** What one iteration does; each is a function of the k6 script. */
export type Exec = 'turn' | 'chat' | 'write'

/** Iterations that begin at their time, whether or not earlier ones have ended. */
export interface Arrival {
  /** The k6 scenario's name: the load scenario's own for what it is about, with an ending for what runs beside it. */
  readonly name: string
  readonly exec: Exec
  readonly perSecond: number
  /** Virtual users, all made before the run: enough to hold the rate while an iteration takes `virtualUsers / perSecond` seconds. */
  readonly virtualUsers: number
  /** Given to the function as it is. */
  readonly documentBytes?: number
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
    /** Settings of the host beside the usual ones. */
    readonly hostEnv?: Readonly<Record<string, string>>
  }
  readonly arrivals: readonly Arrival[]
  /** How long a request of each kind may take, as k6 sees it. */
  readonly limits: Readonly<Record<string, DurationLimit>>
  /** What to do when it fails. */
  readonly runbook: string
  /** What the host process must keep to. */
  readonly aims: { readonly eventLoopDelayP99Ms?: number; readonly residentMb?: number }
}

export interface FaultOnPurpose {
  readonly endpoint: readonly ('query' | 'ingest')[]
  readonly fault: 'status'
  readonly status: number
  readonly probability: number
}

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
      "A put is one request's time: when it is slow and Kusto's requests are not, rows wait for room (blocked writes, overlay) or for the event loop.",
    aims: { eventLoopDelayP99Ms: 50, residentMb: 700 },
  },
]

/** @throws Error for a name that is none of {@link SCENARIOS} */
export function scenarioNamed(name: string | undefined): LoadScenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name)
  if (found !== undefined) return found
  const names = SCENARIOS.map((scenario) => scenario.name).join(', ')
  throw new Error(`Expected SCENARIO to be one of ${names}, got \`${String(name)}\``)
}
