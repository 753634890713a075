import type { Digests, SeenCheckpoint } from './digest.ts'

export interface PutOperation {
  readonly kind: 'put'
  readonly thread: string
  readonly ns: string
  readonly id: string
  readonly parent: string | null
  readonly values: Digests
  readonly metadata: string
  /** Whether a value goes out in several chunks. */
  readonly isLarge: boolean
}

export interface WritesOperation {
  readonly kind: 'writes'
  readonly thread: string
  readonly ns: string
  readonly id: string
  readonly task: string
  /** Whether all writes are special: then they replace. */
  readonly isUpsert: boolean
  readonly writes: readonly {
    readonly idx: number
    readonly channel: string
    readonly digest: string
  }[]
}

export interface DeleteOperation {
  readonly kind: 'delete'
  readonly thread: string
}

export type Operation = PutOperation | WritesOperation | DeleteOperation

/**
 * What a writer tells whoever keeps the ledger, in order: each call before it is made and after it settled. The ledger lives in
 * another process, so it survives the writer.
 */
export type Report =
  | { readonly type: 'start'; readonly call: string; readonly operation: Operation }
  | { readonly type: 'done'; readonly call: string }
  | {
      readonly type: 'failed'
      readonly call: string
      readonly code: string
      readonly message: string
    }
  /** What the writer itself read as latest while none of its calls for the thread was under way. */
  | {
      readonly type: 'read'
      readonly thread: string
      readonly ns: string
      readonly seen: SeenCheckpoint | null
    }
  | {
      readonly type: 'read-failed'
      readonly thread: string
      readonly code: string
      readonly message: string
    }

export type Tell = (report: Report) => void
