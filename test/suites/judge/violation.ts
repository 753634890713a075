/** What a saver can do wrong. The first four are counted on every command's last line. */
const VIOLATION_KINDS = [
  /** Acknowledged, and not there, or outdone by what came before it. */
  'lost',
  /** There more than once. */
  'doubled',
  /** There, but not as any call made it: mixed, in part, or made by nobody. */
  'torn',
  /** Deleted, replaced or known to be absent, and there again. */
  'brought back',
  /** All there, in another order than the contract's. */
  'misordered',
  /** A call failed in a way that the run does not explain. */
  'failure',
] as const

export type ViolationKind = (typeof VIOLATION_KINDS)[number]

export interface Violation {
  readonly kind: ViolationKind
  readonly thread: string
  readonly ns?: string
  readonly id?: string
  /** The call whose answer shows it, and when it ended. */
  readonly call: string
  readonly atMs: number
  /** What was expected and what was seen. */
  readonly detail: string
}

function countOf(violations: readonly Violation[], kind: ViolationKind): number {
  return violations.filter((violation) => violation.kind === kind).length
}

/** `lost 0, doubled 0, torn 0, brought back 0`, and the other kinds where there are any. */
export function countsText(violations: readonly Violation[]): string {
  return VIOLATION_KINDS.map((kind) => [kind, countOf(violations, kind)] as const)
    .filter(([kind, count]) => count > 0 || (kind !== 'misordered' && kind !== 'failure'))
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ')
}
