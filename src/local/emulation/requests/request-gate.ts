import type { Delays } from '../delays/delays.ts'
import type { EngineClock } from '../../clock/engine-clock.ts'
import type { GateRequest } from '../settings/endpoint.ts'
import type { FaultPlan } from '../faults/fault-plan.ts'
import { injectFault, type Work } from '../faults/inject-fault.ts'
import { connectionReset } from '../faults/make-fault.ts'
import type { RequestLimits } from '../limits/request-limits.ts'
import type { OpenEntry, RequestJournal } from './request-journal.ts'

export interface GateParts {
  readonly clock: EngineClock
  readonly faults: FaultPlan
  readonly delays: Delays
  readonly limits: RequestLimits
  readonly journal: RequestJournal
}

/**
 * The gate that every request passes, in process or over HTTP; it applies limits, delays and
 * faults.
 */
export class RequestGate {
  readonly #parts: GateParts
  /** Ends the wait of delayed requests. */
  readonly #held = new Set<() => void>()

  constructor(parts: GateParts) {
    this.#parts = parts
  }

  async admit<T>(request: GateRequest, work: Work<T>): Promise<T> {
    const entry = this.#parts.journal.begin(request)
    try {
      const result = await this.#limited(request, work, entry)
      entry.completed()
      return result
    } catch (error) {
      entry.failed(error)
      throw error
    }
  }

  /** Waiting requests get a connection error. */
  close(): void {
    for (const end of this.#held) end()
  }

  async #limited<T>(request: GateRequest, work: Work<T>, entry: OpenEntry): Promise<T> {
    const leave = this.#parts.limits.enter(request.endpoint)
    try {
      const latencyMs = this.#parts.delays.latencyMs(request.endpoint)
      if (latencyMs > 0) await this.#sleep(latencyMs)
      return await this.#struck(request, work, entry)
    } finally {
      leave()
    }
  }

  async #struck<T>(request: GateRequest, work: Work<T>, entry: OpenEntry): Promise<T> {
    const { faults, clock } = this.#parts
    const strike = faults.strike(request)
    if (strike === undefined) return await work()
    entry.struck(strike.rule.fault)
    return await injectFault(strike, work, { clock, sleep: (delayMs) => this.#sleep(delayMs) })
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      // the clock's timers do not keep the process alive, but an unanswered request must
      const alive = setInterval(() => undefined, KEEP_ALIVE_MS)
      const wake = (): void => {
        clearInterval(alive)
        this.#held.delete(end)
        resolve()
      }
      const cancel = this.#parts.clock.schedule(wake, delayMs)
      const end = (): void => {
        cancel()
        clearInterval(alive)
        this.#held.delete(end)
        reject(connectionReset())
      }
      this.#held.add(end)
      this.#parts.clock.requestWaits?.(delayMs)
    })
  }
}

const KEEP_ALIVE_MS = 3_600_000
