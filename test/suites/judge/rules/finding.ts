import type { ViolationKind } from '../violation.ts'

/** A violation before it is known whose answer shows it. */
export interface Finding {
  readonly kind: ViolationKind
  readonly ns: string
  readonly id?: string
  readonly detail: string
}
