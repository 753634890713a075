/** The possible errors of a saver. Every command's last line counts the first four. */
const VIOLATION_KINDS = [
  /** Acknowledged but missing, or replaced by an earlier write. */
  'lost',
  /** Present more than once. */
  'doubled',
  /** Present, but not as any call stored it: mixed, partial, or stored by nobody. */
  'torn',
  /** Deleted, replaced or known to be absent, but present again. */
  'brought back',
  /** Complete, but not in the contract's order. */
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

/** The number of violations of each kind. */
export function countsByKind(violations: readonly Violation[]): Record<ViolationKind, number> {
  return {
    lost: countOf(violations, 'lost'),
    doubled: countOf(violations, 'doubled'),
    torn: countOf(violations, 'torn'),
    'brought back': countOf(violations, 'brought back'),
    misordered: countOf(violations, 'misordered'),
    failure: countOf(violations, 'failure'),
  }
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
