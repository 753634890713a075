import type { z } from 'zod'
import type { LedgerAnswer, SettleAnswer } from '../../http-api.ts'
import { parsePrometheusText, type MetricPoint } from '../../prometheus-text.ts'
import type { BuiltPrograms } from '../programs/built-programs.ts'
import { startServer } from '../programs/server-child.ts'
import type { Child, Ending } from '../programs/child.ts'
import { Ledger, Ready, Settled } from './target-answers.ts'

const TIMEOUT_MS = 15_000

export interface HostSetup {
  readonly programs: BuiltPrograms
  readonly name: string
  readonly kustoUrl: string
  readonly env: Readonly<Record<string, string>>
}

/** A running load target: its process, and the answers of its routes for the runner. */
export class TargetHost {
  readonly url: string
  readonly metricsUrl: string
  readonly child: Child

  private constructor(child: Child, { url, metricsUrl }: z.infer<typeof Ready>) {
    this.child = child
    this.url = url
    this.metricsUrl = metricsUrl
  }

  static async start({ programs, name, kustoUrl, env }: HostSetup): Promise<TargetHost> {
    const { child, ready } = await startServer(
      {
        name,
        ...programs.script('load/target/main.ts'),
        env: { ...env, KUSTO_URL: kustoUrl, PORT: '0' },
      },
      readReady,
    )
    return new TargetHost(child, ready)
  }

  async metrics(): Promise<MetricPoint[]> {
    const response = await fetch(this.metricsUrl, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    return parsePrometheusText(await response.text())
  }

  async settle(patienceMs: number): Promise<SettleAnswer> {
    const path = `/load/settle?patienceMs=${patienceMs}`
    return Settled.parse(await this.#ask('POST', path, patienceMs + TIMEOUT_MS))
  }

  async ledger(): Promise<LedgerAnswer> {
    return Ledger.parse(await this.#ask('GET', '/load/ledger', TIMEOUT_MS))
  }

  async stop(): Promise<Ending> {
    return this.child.stop()
  }

  async #ask(method: string, path: string, timeoutMs: number): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await response.text()
    if (!response.ok) {
      throw new Error(`${this.child.name} answered ${response.status} to ${path}: ${text}`)
    }
    return JSON.parse(text)
  }
}

function readReady(line: string): z.infer<typeof Ready> | undefined {
  if (!line.startsWith('{')) return undefined
  return Ready.parse(JSON.parse(line))
}
