import { createHash } from 'node:crypto'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import type { TelemetrySettings } from '../../../src/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { observedKusto } from './observed-kusto.ts'

const world = observedKusto()

/** All that telemetry says of calls on a thread, of which one fails with its id in the text. */
async function telemetryOf(threadId: string, threadIds?: TelemetrySettings['threadIds']) {
  const lines: Record<string, unknown>[] = []
  const write = (line: string): void => {
    const parsed: Record<string, unknown> = JSON.parse(line)
    lines.push(parsed)
  }
  const settings = threadIds === undefined ? {} : { threadIds }
  await using observed = world.open({
    logger: pino({ level: 'trace' }, { write }),
    telemetry: { lagProbeIntervalMs: 3_600_000, ...settings },
  })
  const { saver, tracing, metrics } = observed
  const config = { configurable: { thread_id: threadId, checkpoint_ns: '' } }
  const stored = await saver.put(config, checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
  await saver.putWrites(stored, [['a', 1]], 'task')
  await saver.getTuple(config)
  for await (const tuple of saver.list(config)) expect(tuple).toBeDefined()
  await saver.deleteThread(threadId)
  const late = saver.put(stored, checkpointOf(2, { a: 1 }), metadataOf(2), {})
  await expect(late).rejects.toMatchObject({ code: 'THREAD_DELETED' })
  return { lines, spans: tracing.spans(), points: await metrics.points() }
}

describe('the id of a thread', () => {
  it('is on spans and lines and in their texts by default', async () => {
    const threadId = freshThread()
    const { lines, spans, points } = await telemetryOf(threadId)
    const [failed] = spans.filter(({ status }) => status.code === 2)
    expect(failed?.status.message).toContain(threadId)
    expect(failed?.attributes).toMatchObject({
      'langgraph.thread_id': threadId,
      'gen_ai.conversation.id': threadId,
    })
    expect(lines.find(({ msg }) => msg === 'put failed')).toMatchObject({
      thread_id: threadId,
      err: { message: expect.stringContaining(threadId) },
    })
    expect(JSON.stringify(points)).not.toContain(threadId)
  })

  it('is a hash everywhere if it is to be hashed', async () => {
    const threadId = `user ${freshThread()}`
    const hash = createHash('sha256').update(threadId).digest('hex').slice(0, 16)
    const { lines, spans } = await telemetryOf(threadId, 'hashed')
    expect(JSON.stringify({ lines, spans })).not.toContain(threadId)
    const [failed] = spans.filter(({ status }) => status.code === 2)
    expect(failed).toMatchObject({
      attributes: { 'langgraph.thread_id': hash, 'gen_ai.conversation.id': hash },
      status: { message: expect.stringContaining(`"${hash}"`) },
    })
    expect(lines.find(({ msg }) => msg === 'put failed')).toMatchObject({
      thread_id: hash,
      checkpoint_id: idOf(2),
      err: { message: expect.stringContaining(`"${hash}"`) },
    })
  })

  it('is nowhere if it is to be left out', async () => {
    const id = freshThread()
    const threadId = `user "${id}"`
    const { lines, spans } = await telemetryOf(threadId, 'omitted')
    expect(JSON.stringify({ lines, spans })).not.toContain(id)
    expect(lines.filter((line) => 'thread_id' in line)).toEqual([])
    expect(spans.flatMap(({ attributes }) => Object.keys(attributes))).not.toContain(
      'langgraph.thread_id',
    )
  })

  it('has three ways to be shown', () => {
    const telemetry = Object.assign(Object.create(null), { threadIds: 'none' })
    expect(() => world.open({ telemetry })).toThrow(/telemetry\.threadIds/)
  })
})
