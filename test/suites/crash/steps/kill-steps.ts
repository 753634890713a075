/** When a spooled writer takes a step. */
type Phase = 'opening' | 'running'

interface KillStep {
  readonly phase: Phase
  /** Whether it is taken only while Kusto answers. */
  readonly needsKusto?: true
}

/** The steps of a spooled writer at which it can be told to kill itself. */
const KILL_STEPS = {
  // adoption: the lock, the file, its rows, and how they leave it
  'lock: open': { phase: 'opening' },
  'lock: take': { phase: 'opening' },
  'lock: taken': { phase: 'opening' },
  'open: file': { phase: 'opening' },
  'open: opened': { phase: 'opening' },
  'open: checked': { phase: 'opening' },
  'open: owner': { phase: 'opening' },
  'open: rows': { phase: 'opening' },
  'open: rows read': { phase: 'opening' },
  'release: log': { phase: 'opening' },
  'release: truncate': { phase: 'opening' },
  'release: closed': { phase: 'opening' },
  'adopted: request': { phase: 'opening' },
  'adopted: answer': { phase: 'opening', needsKusto: true },
  'adopted: delete': { phase: 'opening', needsKusto: true },
  'adopted: deleted': { phase: 'opening', needsKusto: true },
  // a call
  'append: insert': { phase: 'running' },
  'append: commit': { phase: 'running' },
  'append: half a page': { phase: 'running' },
  'append: committed': { phase: 'running' },
  'sync: begin': { phase: 'running' },
  'sync: done': { phase: 'running' },
  'mark: write': { phase: 'running' },
  'mark: written': { phase: 'running' },
  // its way to Kusto
  'ship: request': { phase: 'running' },
  'ship: answer': { phase: 'running', needsKusto: true },
  'ship: delete': { phase: 'running', needsKusto: true },
  'ship: delete commit': { phase: 'running', needsKusto: true },
  'ship: deleted': { phase: 'running', needsKusto: true },
  // SQLite copies its log into the file
  'compact: half a page': { phase: 'running' },
  'compact: sync': { phase: 'running' },
} as const satisfies Readonly<Record<string, KillStep>>

export type KillStepName = keyof typeof KILL_STEPS

export const KILL_STEP_NAMES: readonly KillStepName[] = Object.keys(KILL_STEPS).filter(isStepName)

function isStepName(name: string): name is KillStepName {
  return name in KILL_STEPS
}

export function phaseOf(name: KillStepName): Phase {
  return KILL_STEPS[name].phase
}

export function needsKusto(name: KillStepName): boolean {
  const step: KillStep = KILL_STEPS[name]
  return step.needsKusto === true
}

/** Where a writer kills itself: at this step, when it comes to it for the `nth` time. */
export interface KillPoint {
  readonly step: KillStepName
  readonly nth: number
}

/**
 * The steps inside SQLite, which only a library under the process can see: a call of the operating
 * system, and the end of the file's name. See `kill-inside-sqlite.c`.
 */
export const INSIDE_SQLITE: Readonly<Partial<Record<KillStepName, string>>> = {
  'append: half a page': 'write -wal',
  'compact: half a page': 'write .sqlite',
  'compact: sync': 'sync .sqlite',
  'release: truncate': 'truncate -wal',
}
