import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { HealthReport, KustoSaverError } from '../../../src/index.ts'
import {
  ERROR_TYPE,
  GET_TUPLE_CALLS,
  PUTS,
  WRITE_MODE,
} from '../../../src/telemetry/core/semconv.ts'
import { LEAST_FAILED_CALLS } from '../../../dashboards/service-level.ts'
import { is, selector } from '../../../dashboards/promql/metric-names.ts'
import { prometheusTools } from '../dashboards/prometheus-tools.ts'
import { checkNamed } from '../../unit/health/local-health.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import type { FinishedSpan } from '../../support/otel.ts'
import { errorOf, expressionOf, observedStory, only, type ObservedStory } from './observed-story.ts'

/*
 * One error of Kusto's, followed from the agent's call through everything that tells of it.
 * Prometheus is left out where it is not installed; the page that it would scrape is not.
 */
const DEBUG = 20
const ERROR = 50
const PATIENCE_MS = 20_000
const BURN = expressionOf('KustoSaverErrorBudgetBurnFast')
const FAILED_READS = selector(GET_TUPLE_CALLS, [is(ERROR_TYPE, 'QUERY_UNAVAILABLE')])
const FAILED_PUTS = selector(PUTS, [
  is(ERROR_TYPE, 'INGEST_UNAVAILABLE'),
  is(WRITE_MODE, 'durable'),
])
const hasPrometheus = prometheusTools() !== undefined

const threadId = freshThread()
const config = { configurable: { thread_id: threadId, checkpoint_ns: '' } }
let story: ObservedStory

beforeAll(async () => {
  story = await observedStory()
  await put(1)
  // Prometheus sees a step only from a point that it has scraped
  await vi.waitUntil(async () => (await seriesOf(FAILED_READS)) === 1, { timeout: PATIENCE_MS })
  return async () => story[Symbol.asyncDispose]()
})

async function put(number: number): Promise<void> {
  const values = { messages: `answer ${number}` }
  const checkpoint = checkpointOf(number, values)
  await story.saver.put(config, checkpoint, metadataOf(number), checkpoint.channel_versions)
}

/** Where Prometheus is not installed, nothing is waited for. */
async function seriesOf(expression: string): Promise<number> {
  return story.prometheus === undefined ? 1 : story.prometheus.seriesOf(expression)
}

async function pageLines(family: string, label: string): Promise<readonly string[]> {
  const lines = await story.scraped()
  return lines.filter((line) => line.startsWith(`${family}{`) && line.includes(label))
}

describe('a query that Kusto answers with HTTP 520', () => {
  let error: KustoSaverError
  let health: HealthReport
  let operation: FinishedSpan
  let request: FinishedSpan
  let burningBefore: number | undefined

  beforeAll(async () => {
    burningBefore = await story.prometheus?.seriesOf(BURN)
    // only after the work is done, so that the query is in the database's own list too
    story.kusto.faults.add({ endpoint: 'query', fault: 'status', status: 520, phase: 'after' })
    error = await errorOf(story.saver.getTuple(config))
    story.kusto.faults.clear()
    health = await story.saver.healthCheck({ timeoutMs: 25_000 })
    operation = story.failedSpan('checkpointer.get_tuple')
    request = story.failedSpan('query latest checkpoint')
  })

  it('reaches the caller as an error with a remedy', () => {
    expect(error).toMatchObject({ code: 'QUERY_UNAVAILABLE', retryable: true, httpStatus: 520 })
  })

  it('is a span of the call and, below it in the same trace, a span of the request', () => {
    expect(operation).toMatchObject({
      attributes: { 'langgraph.thread_id': threadId, 'error.type': 'QUERY_UNAVAILABLE' },
    })
    expect(request).toMatchObject({
      traceId: operation.traceId,
      parentSpanId: operation.spanId,
      attributes: {
        'error.type': '520',
        'azure.kusto.client_request_id': `LGK.query;${operation.traceId}-${request.spanId}`,
      },
    })
  })

  it("is one error in the log, with the same trace and the service's activity id", () => {
    expect(error.activityId).toMatch(/^[0-9a-f-]{36}$/)
    expect(story.linesOf(operation.traceId, ERROR)).toMatchObject([
      {
        op: 'get_tuple',
        thread_id: threadId,
        span_id: operation.spanId,
        err: { code: 'QUERY_UNAVAILABLE', http_status: 520, activity_id: error.activityId },
      },
    ])
  })

  it("is one log line for the request, with Kusto's id for it", () => {
    const failed = { span_id: request.spanId, error_type: '520' }
    const clientRequestId = request.attributes['azure.kusto.client_request_id']
    expect(story.linesOf(operation.traceId, DEBUG)).toMatchObject([
      { ...failed, client_request_id: clientRequestId },
    ])
  })

  it("is found by its trace in the database's own list of queries", async () => {
    const { rows } = await story.kusto.client().command({
      text: `.show queries | where ClientActivityId has "${operation.traceId}" | project ClientActivityId`,
    })
    expect(rows).toEqual([[request.attributes['azure.kusto.client_request_id']]])
  })

  it('is found by its trace in the journal, marked as a planted fault', () => {
    const seen = story.kusto.requests.filter((one) =>
      one.clientRequestId.includes(operation.traceId),
    )
    expect(seen).toMatchObject([{ endpoint: 'query', state: 'Failed', fault: 'status' }])
  })

  it("appears in the saver's health while current requests succeed", () => {
    expect(health.status).toBe('degraded')
    expect(checkNamed(health, 'connection').status).toBe('ok')
    const { status, detail, figures } = checkNamed(health, 'queries')
    expect({ status, figures }).toMatchObject({
      status: 'degraded',
      figures: { failuresInARow: 1 },
    })
    expect(detail).toContain('(HTTP 520)')
  })

  it('is counted once by its error type, without thread or trace as a label', async () => {
    const calls = await pageLines('langgraph_kusto_get_tuple_calls_total', 'QUERY_UNAVAILABLE')
    expect(only(calls)).toMatch(/ 1$/)
    const requests = await pageLines('db_client_operation_duration_count', 'error_type="520"')
    expect(only(requests)).toMatch(/ 1$/)
    const page = (await story.scraped()).join('\n')
    for (const id of [threadId, operation.traceId]) expect(page).not.toContain(id)
  })

  it.runIf(hasPrometheus)(
    'reaches Prometheus and fires no alert while it is the only one',
    async () => {
      expect(burningBefore).toBe(0)
      await expect
        .poll(() => story.prometheus?.valuesOf(FAILED_READS), { timeout: PATIENCE_MS })
        .toEqual([1])
      await expect(seriesOf(BURN)).resolves.toBe(0)
    },
  )

  it.runIf(hasPrometheus)('fires the error budget alert when it persists', async () => {
    story.kusto.faults.add({ endpoint: 'query', fault: 'status', status: 520 })
    for (let failed = 1; failed < LEAST_FAILED_CALLS; failed += 1) {
      await errorOf(story.saver.getTuple(config))
    }
    story.kusto.faults.clear()
    await expect.poll(() => seriesOf(BURN), { timeout: PATIENCE_MS }).toBeGreaterThan(0)
    const pending = 'ALERTS{alertname="KustoSaverErrorBudgetBurnFast"}'
    await expect.poll(() => seriesOf(pending), { timeout: PATIENCE_MS }).toBe(1)
  })
})

describe('rows that Kusto refuses with HTTP 520', () => {
  let error: KustoSaverError
  let health: HealthReport
  let operation: FinishedSpan
  let batch: FinishedSpan

  beforeAll(async () => {
    story.kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 520 })
    error = await errorOf(put(2))
    story.kusto.faults.clear()
    health = await story.saver.healthCheck({ timeoutMs: 25_000 })
    operation = story.failedSpan('checkpointer.put')
    batch = story.failedSpan(`ingest ${error.table ?? ''}`)
  })

  it('are a span of the batch in the trace of the call', () => {
    expect(operation.attributes['error.type']).toBe('INGEST_UNAVAILABLE')
    expect(batch).toMatchObject({ traceId: operation.traceId, parentSpanId: operation.spanId })
    expect(batch.links).toEqual([])
    expect(batch.attributes).toMatchObject({
      'error.type': '520',
      'azure.kusto.client_request_id': `LGK.streaming_ingest;${batch.traceId}-${batch.spanId}`,
    })
  })

  it('are one error in the log with the span of the call, and a line with that of the batch', () => {
    expect(story.linesOf(operation.traceId, ERROR)).toMatchObject([
      {
        op: 'put',
        thread_id: threadId,
        err: { table: error.table, activity_id: error.activityId },
      },
    ])
    const ofBatch = story
      .linesOf(batch.traceId, DEBUG)
      .filter((line) => line['span_id'] === batch.spanId)
    expect(ofBatch).toMatchObject([
      {
        error_type: '520',
        client_request_id: batch.attributes['azure.kusto.client_request_id'],
      },
    ])
  })

  it('are found by the span of the batch in the journal', () => {
    const seen = story.kusto.requests.filter((one) => one.clientRequestId.includes(batch.spanId))
    expect(seen).toMatchObject([
      { endpoint: 'ingest', table: error.table, state: 'Failed', fault: 'status' },
    ])
  })

  it('are in the metrics and in the health of the saver', async () => {
    const puts = await pageLines('langgraph_kusto_puts_total', 'INGEST_UNAVAILABLE')
    expect(only(puts.filter((line) => line.includes('write_mode="durable"')))).toMatch(/ 1$/)
    expect(checkNamed(health, 'ingestion')).toMatchObject({ status: 'degraded' })
    expect(checkNamed(health, 'ingestion').detail).toContain('(HTTP 520)')
  })

  it.runIf(hasPrometheus)('reach Prometheus', async () => {
    await expect
      .poll(() => story.prometheus?.valuesOf(FAILED_PUTS), { timeout: PATIENCE_MS })
      .toEqual([1])
  })
})
