import { inspect } from 'node:util'
import { vi } from 'vitest'
import { openContexts, openMetrics, openTracing } from '../../support/otel.ts'
import type { KustoSaver, KustoSaverOptions } from '../../../src/index.ts'
import { logLines } from './log-lines.ts'

/** A text that was emitted somewhere. */
export interface Emission {
  readonly where: 'span' | 'metric' | 'log' | 'error' | 'health' | 'process'
  readonly text: string
}

const DEPTH = 10

/** Everything that the saver emits besides requests to Kusto and answers. */
export class Emissions implements AsyncDisposable {
  readonly #tracing = openTracing()
  readonly #metrics = openMetrics()
  readonly #log = logLines()
  readonly #closeContexts = openContexts()
  readonly #others: Emission[] = []
  readonly #outputs = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...args) => this.#add('process', args)),
  )

  constructor() {
    process.on('warning', this.#onWarning)
  }

  /** Options that make a saver observable. */
  get options(): Omit<KustoSaverOptions, 'serde'> {
    return {
      logger: this.#log.logger,
      logLevel: 'trace',
      tracerProvider: this.#tracing.provider,
      meterProvider: this.#metrics.provider,
      telemetry: { lagProbeIntervalMs: 0, dangerouslyRecordQueryText: true },
    }
  }

  /** Runs a call and records its error. */
  async failing(work: () => unknown): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#add('error', error)
      if (error instanceof Error) this.#add('error', `${error.message}\n${error.stack}`)
    }
  }

  async healthOf(saver: KustoSaver): Promise<void> {
    this.#add('health', await saver.healthCheck({ timeoutMs: 5_000 }))
  }

  async all(): Promise<readonly Emission[]> {
    const points = await this.#metrics.points()
    return [
      ...this.#tracing.spans().map((span) => emission('span', span)),
      ...points.map((point) => emission('metric', point)),
      ...this.#log.read().map((line) => emission('log', line)),
      ...this.#others,
    ]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('warning', this.#onWarning)
    for (const output of this.#outputs) output.mockRestore()
    this.#closeContexts()
    await Promise.all([this.#tracing.shutdown(), this.#metrics.shutdown()])
  }

  readonly #onWarning = (warning: Error): void => this.#add('process', warning)

  #add(where: Emission['where'], what: unknown): void {
    this.#others.push(emission(where, what))
  }
}

function emission(where: Emission['where'], what: unknown): Emission {
  const options = { depth: DEPTH, maxArrayLength: null, maxStringLength: null, showHidden: true }
  return { where, text: typeof what === 'string' ? what : inspect(what, options) }
}
