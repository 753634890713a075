import type { Traffic } from './recording-client.ts'

/** What one call of an operation costs. */
export interface Costs extends Traffic {
  readonly operation: string
  /** On the heap and in buffers, by the saver and the serializer alone. */
  readonly allocatedBytes: number
}
