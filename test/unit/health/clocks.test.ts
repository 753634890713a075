import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver, type HealthCheck, type KustoSaverOptions } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'
import { openMetrics } from '../../support/otel.ts'
import { checkNamed, textMatching } from './local-health.ts'

const HOUR_MS = 3_600_000
const THREAD = { configurable: { thread_id: 't', checkpoint_ns: '' } }

let clock: VirtualClock
let kusto: LocalKusto

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  await using saver = open(0)
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await kusto.close()
})

function open(aheadMs: number, options: KustoSaverOptions = {}): KustoSaver {
  const nowMs = () => clock.nowMs() + aheadMs
  return new KustoSaver({ ...options, client: kusto.client(), nowMs })
}

async function clockOf(saver: KustoSaver): Promise<HealthCheck> {
  return checkNamed(await saver.healthCheck(), 'clock')
}

/** Warnings as log lines. */
function warnings() {
  const written: string[] = []
  const logger = pino({ level: 'warn' }, { write: (line: string) => void written.push(line) })
  const lines = () =>
    written.map((text) => {
      const { msg, ahead_ms: aheadMs, writer }: Record<string, unknown> = JSON.parse(text)
      return aheadMs === undefined ? [msg, writer] : [msg, aheadMs]
    })
  return { logger, lines }
}

describe('the health check of the clock', () => {
  it.each([
    [0, /^the clocks of this process and the cluster agree$/],
    [3000, /^this process's clock is 3.0 s ahead of the cluster's$/],
    [-3000, /^this process's clock is 3.0 s behind the cluster's$/],
  ])('is ok at %i ms', async (aheadMs, detail) => {
    await using saver = open(aheadMs)
    const figures = { aheadMs, uncertaintyMs: 0 }
    expect(await clockOf(saver)).toMatchObject({
      status: 'ok',
      detail: textMatching(detail),
      figures,
    })
  })

  it.each([
    [HOUR_MS, /ahead of/],
    [-HOUR_MS, /behind/],
  ])('is degraded at %i ms', async (aheadMs, detail) => {
    await using saver = open(aheadMs)
    expect(await clockOf(saver)).toMatchObject({
      status: 'degraded',
      detail: textMatching(detail),
      advice: textMatching(/Synchronize/),
    })
  })

  it('is ok again once the clock is corrected', async () => {
    let aheadMs = HOUR_MS
    const nowMs = () => clock.nowMs() + aheadMs
    await using saver = new KustoSaver({ client: kusto.client(), nowMs })
    expect((await clockOf(saver)).status).toBe('degraded')
    aheadMs = 0
    expect((await clockOf(saver)).status).toBe('ok')
  })
})

describe('a wrong clock', () => {
  it('is logged once and counted, and the difference is measured', async () => {
    const { logger, lines } = warnings()
    const metrics = openMetrics()
    await using saver = open(-HOUR_MS, { logger, meterProvider: metrics.provider })
    for (let time = 0; time < 3; time++) {
      await saver.getTuple(THREAD)
      await clock.advance(70_000)
    }
    expect(lines()).toEqual([["this process's clock is behind the cluster's", -HOUR_MS]])
    const points = await metrics.points()
    expect(valueOf(points, 'langgraph.kusto.clock_skew_seconds')).toBe(3600)
    expect(valueOf(points, 'langgraph.kusto.clocks_found_skewed')).toBe(1)
  })

  it('of a writer is logged once and counted by readers of its rows', async () => {
    const client = kusto.client()
    await using ahead = new KustoSaver({
      client: {
        query: () => Promise.reject(new Error('no answer')),
        command: (request) => client.command(request),
        ingest: (request) => client.ingest(request),
        enqueue: (request) => client.enqueue(request),
        close: () => client.close(),
      },
      nowMs: () => clock.nowMs() + HOUR_MS,
    })
    await ahead.put(THREAD, checkpointOf(1, { x: 1 }), metadataOf(1), { x: 1 })
    const { logger, lines } = warnings()
    const metrics = openMetrics()
    await using saver = open(0, { logger, meterProvider: metrics.provider })
    await saver.getTuple(THREAD)
    await saver.getTuple(THREAD)
    expect(lines()).toEqual([["a writer's clock is ahead", expect.any(String)]])
    expect(valueOf(await metrics.points(), 'langgraph.kusto.rows_ahead')).toBe(1)
  })
})

function valueOf(
  points: readonly { readonly metric: string; readonly value: number }[],
  name: string,
): number | undefined {
  return points.find(({ metric }) => metric === name)?.value
}
