import { checkOptions } from '../../check-options.ts'
import { OPTIONS } from '../../option-types.generated.ts'

/** The error of a client's clock. */
export interface ClientClockSettings {
  /** How far the clock is ahead; below 0 it is behind. @default 0 */
  readonly offsetMs?: number
  /** How much it gains per hour; below 0 it loses. @default 0 */
  readonly driftMsPerHour?: number
}

const HOUR_MS = 3_600_000

/**
 * A wrong client clock, for the saver's option `nowMs`.
 *
 * @example
 * const clock = new VirtualClock()
 * const nowMs = clientClock(() => clock.nowMs(), { offsetMs: -90_000, driftMsPerHour: 250 })
 *
 * @throws KustoSaverError `INVALID_OPTION`
 */
export function clientClock(nowMs: () => number, settings: ClientClockSettings): () => number {
  checkOptions(settings, [OPTIONS.ClientClockSettings], { of: 'clientClock()' })
  const { offsetMs = 0, driftMsPerHour = 0 } = settings
  const startedAtMs = nowMs()
  return () => {
    const atMs = nowMs()
    return Math.floor(atMs + offsetMs + ((atMs - startedAtMs) / HOUR_MS) * driftMsPerHour)
  }
}
