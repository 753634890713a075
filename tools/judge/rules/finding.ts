import type { ViolationKind } from '../violation.ts'

/** A violation without the answer that shows it. */
export interface Finding {
  readonly kind: ViolationKind
  readonly ns: string
  readonly id?: string
  readonly detail: string
}
