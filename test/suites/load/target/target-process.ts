import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { LedgerAnswer, SettleAnswer, TargetReady } from '../../../../load/http-api.ts'
import { Ledger, Settled } from '../../../../load/runner/host/target-answers.ts'
import { LocalKusto } from '../../../../src/local/index.ts'

/** A target as the runner starts it: a separate process on a served local Kusto. */
export class TargetProcess implements AsyncDisposable {
  readonly url: string
  readonly kusto: LocalKusto
  readonly kustoUrl: string
  readonly #child: ChildProcess

  private constructor(
    parts: Pick<TargetProcess, 'url' | 'kusto' | 'kustoUrl'>,
    child: ChildProcess,
  ) {
    this.url = parts.url
    this.kusto = parts.kusto
    this.kustoUrl = parts.kustoUrl
    this.#child = child
  }

  static async start(env: Readonly<Record<string, string>> = {}): Promise<TargetProcess> {
    const kusto = await LocalKusto.open()
    const { url: KUSTO_URL } = await kusto.listen()
    const child = spawn(process.execPath, ['--import', 'tsx', 'load/target/main.ts'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, KUSTO_URL, KUSTO_DATABASE: 'NetDefaultDB', ...env },
    })
    const lines = createInterface(child.stdout)
    const [line]: unknown[] = await Promise.race([once(lines, 'line'), once(lines, 'close')])
    if (typeof line !== 'string') throw new Error('The target ended before it listened.')
    const { url }: TargetReady = JSON.parse(line)
    return new TargetProcess({ url, kusto, kustoUrl: `${KUSTO_URL}/NetDefaultDB` }, child)
  }

  async post(path: string, body: unknown = null): Promise<unknown> {
    const response = await fetch(this.url + path, { method: 'POST', body: JSON.stringify(body) })
    return response.json()
  }

  async get(path: string): Promise<unknown> {
    return (await fetch(this.url + path)).json()
  }

  async ledger(): Promise<LedgerAnswer> {
    return Ledger.parse(await this.get('/load/ledger'))
  }

  async settle(patienceMs = 60_000): Promise<SettleAnswer> {
    return Settled.parse(await this.post(`/load/settle?patienceMs=${patienceMs}`))
  }

  /** @returns the exit code */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode === null) {
      const ended = once(this.#child, 'exit')
      this.#child.kill('SIGTERM')
      await ended
    }
    return this.#child.exitCode
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await this.kusto.close()
  }
}
