import { realNowMs, realPause } from '../host/fast-time.ts'
import { realMsOf } from '../host/time-factor.ts'
import type { HostReport } from '../host/messages.ts'
import type { AlertWatch } from './alert-watch.ts'
import type { Scene } from './scene.ts'

export interface TimedAlert {
  readonly alert: string
  readonly severity: string
  /** Real milliseconds since the fault began. */
  readonly afterMs: number
}

export interface Outcome {
  readonly name: string
  /** While the fault lasted. */
  readonly fired: readonly TimedAlert[]
  /** First fired after its repair. */
  readonly firedAfterRepair: readonly TimedAlert[]
  /** Undefined if there is no host to ask. */
  readonly report: HostReport | undefined
}

/** Begins the fault, waits, asks the host, and repairs it. */
export async function runFault(scene: Scene, watch: AlertWatch): Promise<Outcome> {
  const { name, minutes, begin, repair, minutesAfter = 0 } = scene.fault
  const begunAtMs = realNowMs()
  const seen = (): readonly TimedAlert[] =>
    watch.of(name).map(({ alert, severity, atMs }) => ({
      alert,
      severity,
      afterMs: atMs - begunAtMs,
    }))
  scene.host.order('broken')
  await begin(scene)
  await realPause(begunAtMs + realMsOf(minutes) - realNowMs())
  const fired = seen()
  const report = scene.host.hasEnded ? undefined : await scene.host.report()
  await repair?.(scene)
  await realPause(realMsOf(minutesAfter))
  return { name, fired, firedAfterRepair: seen().slice(fired.length), report }
}
