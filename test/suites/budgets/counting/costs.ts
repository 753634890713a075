import { z } from 'zod'
import type { Traffic } from './recording-client.ts'

/** The costs of one call of an operation. */
export interface Costs extends Traffic {
  readonly operation: string
  /** Bytes on the heap and in buffers, by the saver and the serializer alone. */
  readonly allocatedBytes: number
}

const costsSchema = z.array(
  z.object({
    operation: z.string(),
    requests: z.number(),
    rows: z.number(),
    bytesSent: z.number(),
    bytesReceived: z.number(),
    allocatedBytes: z.number(),
  }),
)

export function parseCosts(json: string): readonly Costs[] {
  return costsSchema.parse(JSON.parse(json))
}
