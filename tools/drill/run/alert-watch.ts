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

  constructor(prometheus: PrometheusServer) {
    this.#prometheus = prometheus
  }

  /** In the order in which they fired. */
  of(job: string): readonly FiredAlert[] {
    return [...(this.#fired.get(job)?.values() ?? [])]
  }

  async run(): Promise<void> {
    while (!this.#isStopped) {
      // the next look asks again; without Prometheus nothing fires, which the drill reports
      await this.#look().catch(() => undefined)
      await realPause(EVERY_MS)
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
