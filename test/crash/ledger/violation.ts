export const VIOLATION_KINDS = [
  /** Acknowledged, and not there. */
  'lost',
  /** There more than once. */
  'doubled',
  /** There, but not as any call put it. */
  'torn',
  /** Of several calls for one key, one counts that must not. */
  'wrong winner',
  /** Deleted, and there. */
  'undead',
  /** There, and nobody put it. */
  'unknown',
  /** Not the latest, or not in order. */
  'stale',
  /** A call failed in a way that no kill explains. */
  'failure',
] as const

export type ViolationKind = (typeof VIOLATION_KINDS)[number]

export interface Violation {
  readonly kind: ViolationKind
  readonly thread: string
  readonly ns?: string
  readonly id?: string
  /** What was expected and what was seen. */
  readonly detail: string
}
