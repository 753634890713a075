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
import { openMetricsPage } from '../bench/product.ts'

export const ARMS = ['no SDK', 'SDK', 'SDK, scraped every second'] as const

/** Separate parts of an SDK, to find out which one costs. */
export const CAUSES = ['context manager alone', 'traces alone', 'metrics alone'] as const

export type Arm = (typeof ARMS)[number] | (typeof CAUSES)[number]

interface Equipment {
  readonly contexts?: true
  readonly traces?: true
  readonly metrics?: true
  readonly scraper?: true
}

const EQUIPMENT: Readonly<Record<Arm, Equipment>> = {
  'no SDK': {},
  'context manager alone': { contexts: true },
  'traces alone': { traces: true },
  'metrics alone': { metrics: true },
  SDK: { contexts: true, traces: true, metrics: true },
  'SDK, scraped every second': { contexts: true, traces: true, metrics: true, scraper: true },
}

export interface OpenArm {
  readonly options: TelemetryOptions
  /** Answered scrapes so far. */
  readonly scrapes: () => number
  /** Asks the scraper, if there is one, for one scrape. */
  scrape(): void
  close(): Promise<void>
}

/** The telemetry setup of an application's process. */
export async function openArm(arm: Arm): Promise<OpenArm> {
  const equipment = EQUIPMENT[arm]
  if (equipment.contexts) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  }
  const traces = equipment.traces ? openTraces() : undefined
  const exporter = equipment.metrics
    ? new PrometheusExporter({ preventServerStart: true })
    : undefined
  const metrics = exporter && new MeterProvider({ readers: [exporter] })
  const scraper = exporter && equipment.scraper ? await openScraper(exporter) : undefined
  return {
    options: {
      ...(traces === undefined ? {} : { tracerProvider: traces }),
      ...(metrics === undefined ? {} : { meterProvider: metrics }),
    },
    scrapes: () => scraper?.scrapes() ?? 0,
    scrape: () => scraper?.scrape(),
    async close() {
      await scraper?.close()
      await Promise.all([traces?.shutdown(), metrics?.shutdown()])
    },
  }
}

/** Records and batches every span, then discards it. */
function openTraces(): BasicTracerProvider {
  return new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(nowhere())] })
}

interface Scraper {
  readonly scrapes: () => number
  scrape(): void
  close(): Promise<void>
}

async function openScraper(exporter: PrometheusExporter): Promise<Scraper> {
  let scrapes = 0
  const page = await openMetricsPage({
    host: '127.0.0.1',
    port: 0,
    answer: (request, response) => {
      scrapes += 1
      exporter.getMetricsRequestHandler(request, response)
    },
  })
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', scraperScript(page.url)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  await once(child.stdout, 'data')
  return {
    scrapes: () => scrapes,
    scrape: () => child.stdin.write('scrape\n'),
    async close() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
      await page.close()
    },
  }
}

function nowhere(): SpanExporter {
  return {
    export: (_spans, done) => done({ code: 0 }),
    shutdown: async () => undefined,
  }
}

/** A separate process, which scrapes once for each line of input. */
function scraperScript(url: string): string {
  return `import { createInterface } from 'node:readline'
const scrape = async () => (await fetch(${JSON.stringify(url)})).text()
await scrape()
console.log('ready')
for await (const line of createInterface({ input: process.stdin })) await scrape()`
}
