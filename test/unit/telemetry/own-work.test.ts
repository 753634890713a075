import { pino } from 'pino'
import { afterEach, expect, it } from 'vitest'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()

afterEach(() => {
  world.kusto.faults.clear()
})

const parentsOf = (spans: readonly { readonly parentSpanId: string | undefined }[]): number =>
  new Set(spans.map(({ parentSpanId }) => parentSpanId)).size

it.each(['setup', 'health_check'] as const)(
  '%s is one trace, however many requests it makes',
  async (op) => {
    await using observed = world.open()
    await (op === 'setup' ? observed.saver.setup() : observed.saver.healthCheck())
    const spans = observed.tracing.spans()
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined)
    expect(roots).toMatchObject([{ name: `checkpointer.${op}`, status: { code: 0 } }])
    expect(spans.length).toBeGreaterThan(5)
    expect(parentsOf(spans)).toBe(2)
  },
)

it('a failed setup also fails its span, which its log line names', async () => {
  const lines: unknown[] = []
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })
  await using observed = world.open({ logger })
  world.kusto.faults.add({ endpoint: 'mgmt', fault: 'status', status: 403 })
  await expect(observed.saver.setup()).rejects.toMatchObject({ code: 'QUERY_REJECTED' })
  const [span] = observed.tracing.spans().filter(({ name }) => name === 'checkpointer.setup')
  expect(span).toMatchObject({
    status: { code: 2 },
    attributes: { 'error.type': 'QUERY_REJECTED' },
  })
  expect(lines).toContainEqual(expect.objectContaining({ op: 'setup', span_id: span?.spanId }))
})
