import type { Payload } from './payload.ts'

export interface ChannelValue {
  readonly channel: string
  readonly version: string | number | null
  readonly payload: Payload
}
