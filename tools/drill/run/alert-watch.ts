import type { PrometheusServer } from '../../../test/suites/dashboards/prometheus-server.ts'
import { realNowMs, realPause } from '../host/fast-time.ts'

export interface FiredAlert {
  readonly alert: string
  readonly severity: string
  /** Real milliseconds since this process began. */
  readonly atMs: number
}

const EVERY_MS = 500

/** Asks Prometheus again and again which alerts fire, and keeps when each began to, by job. */
export class AlertWatch {
  readonly #prometheus: PrometheusServer
  readonly #fired = new Map<string, Map<string, FiredAlert>>()
  #isStopped = false
  #latestMs = 0

  constructor(prometheus: PrometheusServer) {
    this.#prometheus = prometheus
  }

  /** In the order in which they fired. */
  of(job: string): readonly FiredAlert[] {
    return [...(this.#fired.get(job)?.values() ?? [])]
  }

  /** How late a look was at most, in real milliseconds: how busy the machine is. */
  get latestMs(): number {
    return this.#latestMs
  }

  async run(): Promise<void> {
    for (let lastMs = realNowMs(); !this.#isStopped; lastMs = realNowMs()) {
      // the next look asks again; without Prometheus nothing fires, which the drill reports
      await this.#look().catch(() => undefined)
      await realPause(EVERY_MS)
      this.#latestMs = Math.max(this.#latestMs, realNowMs() - lastMs - EVERY_MS)
    }
  }

  stop(): void {
    this.#isStopped = true
  }

  async #look(): Promise<void> {
    const samples = await this.#prometheus.samplesOf('ALERTS{alertstate="firing"}')
    const atMs = realNowMs()
    for (const { metric } of samples) {
      const { job = '', alertname: alert = '', severity = '' } = metric
      const ofJob = this.#fired.get(job) ?? new Map<string, FiredAlert>()
      this.#fired.set(job, ofJob)
      if (!ofJob.has(alert)) ofJob.set(alert, { alert, severity, atMs })
    }
  }
}
