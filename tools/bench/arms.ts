import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base'
import type { TelemetryOptions } from '../../src/index.ts'
import { openMetricsPage } from '../../src/telemetry/metrics-page.ts'

export const ARMS = ['no SDK', 'SDK', 'SDK, scraped every second'] as const
export type Arm = (typeof ARMS)[number]

export interface OpenArm {
  readonly options: TelemetryOptions
  /** Answered scrapes so far. */
  readonly scrapes: () => number
  close(): Promise<void>
}

const SCRAPE_INTERVAL_MS = 1_000

/** What an application has set up, for the time of one slice. */
export async function openArm(arm: Arm): Promise<OpenArm> {
  if (arm === 'no SDK') return { options: {}, scrapes: () => 0, close: async () => undefined }
  const sdk = openSdk()
  if (arm === 'SDK') return { options: sdk.options, scrapes: () => 0, close: sdk.close }
  let scrapes = 0
  const page = await openMetricsPage({
    host: '127.0.0.1',
    port: 0,
    answer: (request, response) => {
      scrapes += 1
      sdk.exporter.getMetricsRequestHandler(request, response)
    },
  })
  const endScraping = await scrapeFromAnotherProcess(page.url)
  return {
    options: sdk.options,
    scrapes: () => scrapes,
    async close() {
      await endScraping()
      await page.close()
      await sdk.close()
    },
  }
}

interface OpenSdk {
  readonly options: TelemetryOptions
  readonly exporter: PrometheusExporter
  readonly close: () => Promise<void>
}

/** As an application has it: every span recorded and batched (and then thrown away), every metric kept for Prometheus, contexts that nest. */
function openSdk(): OpenSdk {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const tracerProvider = new BasicTracerProvider({
    spanProcessors: [new BatchSpanProcessor(nowhere())],
  })
  const exporter = new PrometheusExporter({ preventServerStart: true })
  const meterProvider = new MeterProvider({ readers: [exporter] })
  return {
    options: { tracerProvider, meterProvider },
    exporter,
    async close() {
      context.disable()
      await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()])
    },
  }
}

function nowhere(): SpanExporter {
  return {
    export: (_spans, done) => done({ code: 0 }),
    shutdown: async () => undefined,
  }
}

async function scrapeFromAnotherProcess(url: string): Promise<() => Promise<void>> {
  const script = `const scrape = async () => (await fetch(${JSON.stringify(url)})).text()
await scrape()
setInterval(scrape, ${SCRAPE_INTERVAL_MS})
console.log('scraping')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return async () => {
    const ended = once(child, 'exit')
    child.kill()
    await ended
  }
}
