import type { KustoSaver } from '../../../src/index.ts'
import type { ThreadFacts } from './thread-facts.ts'

/** A row of an answer, by the columns of the page's block. */
export type Answer = Readonly<Record<string, unknown>>

/** What the saver reads of a whole database. */
export interface Desk {
  readonly saver: KustoSaver
  readonly nowMs: number
  readonly threads: readonly ThreadFacts[]
}
