import type { ViolationKind } from '../violation.ts'

/** A violation, before the answer that shows it is known. */
export interface Finding {
  readonly kind: ViolationKind
  readonly ns: string
  readonly id?: string
  readonly detail: string
}
