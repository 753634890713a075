import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver, type HealthCheck } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { provision } from '../../../src/provision/apply.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openMetrics, type TestMetrics } from '../../support/otel.ts'

const HOUR_MS = 3_600_000
const ROOT = { configurable: { thread_id: 'gone', checkpoint_ns: '' } }
const after = (step: number) => ({
  configurable: { ...ROOT.configurable, checkpoint_id: idOf(step) },
})

let clock: VirtualClock
let kusto: LocalKusto
let metrics: TestMetrics
let saver: KustoSaver
let lines: Record<string, unknown>[]

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  metrics = openMetrics()
  lines = []
  await using writer = newSaver()
  await writer.setup({ provision: true })
  await writer.put(ROOT, checkpointOf(1, { x: 'one' }), metadataOf(1), { x: 1 })
  await writer.put(after(1), checkpointOf(2, { x: 'two' }), metadataOf(2), { x: 2 })
  await writer.put(after(2), checkpointOf(3, { x: 'three' }), metadataOf(3), { x: 3 })
  saver = newSaver()
})

afterEach(async () => {
  await saver.end()
  await metrics.shutdown()
  await kusto.close()
})

function keep(line: Record<string, unknown>): void {
  if (line['op'] === 'read') lines.push(line)
}

function newSaver(): KustoSaver {
  const logger = pino({ level: 'warn' }, { write: (text: string) => keep(JSON.parse(text)) })
  return new KustoSaver({
    client: kusto.client(),
    nowMs: () => clock.nowMs(),
    meterProvider: metrics.provider,
    logger,
  })
}

/** The steps of an operator who follows only the error's message. */
async function dropValues(): Promise<void> {
  await kusto.client().command({ text: '.drop table CheckpointBlobs' })
  await provision(kusto.client(), { recreateTables: true })
}

async function putNewThread(threadId: string): Promise<void> {
  const root = { configurable: { thread_id: threadId, checkpoint_ns: '' } }
  await saver.put(root, checkpointOf(1, { x: threadId }), metadataOf(1), { x: 1 })
}

async function valuesCheck(): Promise<HealthCheck | undefined> {
  const { checks } = await saver.healthCheck({ timeoutMs: 60_000 })
  return checks.find(({ name }) => name === 'values')
}

async function counted(): Promise<Record<string, number>> {
  const points = await metrics.points('langgraph.kusto.torn_checkpoints')
  return Object.fromEntries(
    points
      .filter(({ value }) => value > 0)
      .map(({ attributes, value }) => [String(attributes['torn.state']), value]),
  )
}

describe('a thread whose values are gone', () => {
  it('is an error once rows can no longer be late, not an empty thread', async () => {
    await dropValues()
    await clock.advance(2 * HOUR_MS)
    await expect(saver.getTuple(ROOT)).rejects.toMatchObject({
      code: 'STATE_LOST',
      threadId: 'gone',
      channel: 'x',
      table: 'CheckpointBlobs',
      retryable: false,
      message: expect.stringContaining('.show journal') as unknown,
    })
    expect(await counted()).toEqual({ unconfirmed: 1, lost: 2 })
  })

  it('causes a warning while its rows may be late', async () => {
    await dropValues()
    expect(await saver.getTuple(ROOT)).toBeUndefined()
    expect(await counted()).toEqual({ late: 3 })
    expect(lines).toEqual([
      expect.objectContaining({
        level: 40,
        msg: 'a checkpoint is not whole, the thread was read as empty',
        thread_id: 'gone',
        checkpoint_id: idOf(3),
      }),
    ])
  })

  it('returns an older whole checkpoint with a warning that names both', async () => {
    await dropValues()
    const other = newSaver()
    await other.put(ROOT, { ...checkpointOf(4, { x: 'four' }), id: idOf(0) }, metadataOf(0), {
      x: 1,
    })
    await other.end()
    await clock.advance(2 * HOUR_MS)
    expect((await saver.getTuple(ROOT))?.checkpoint.id).toBe(idOf(0))
    expect(lines).toEqual([
      expect.objectContaining({
        msg: 'values of a checkpoint are gone, an older one was read',
        thread_id: 'gone',
        checkpoint_id: idOf(2),
        given_checkpoint_id: idOf(0),
        channel: 'x',
      }),
    ])
  })

  it('is counted once, however often it is read', async () => {
    await dropValues()
    await clock.advance(2 * HOUR_MS)
    for (const _ of [1, 2, 3]) await saver.getTuple(ROOT).catch(() => undefined)
    expect(await counted()).toEqual({ unconfirmed: 1, lost: 2 })
  })

  it('fails the health check, which samples checkpoints of the last day', async () => {
    await clock.advance(HOUR_MS)
    expect(await valuesCheck()).toMatchObject({ status: 'ok', figures: { sampled: 3, torn: 0 } })
    await dropValues()
    expect(await valuesCheck()).toMatchObject({
      status: 'failing',
      advice: expect.stringContaining('.show journal') as unknown,
      figures: { sampled: 3, torn: 3 },
    })
  })

  it('fails the health check also when agents have long gone on with new threads', async () => {
    for (let hour = 0; hour < 10; hour++) {
      await clock.advance(HOUR_MS)
      await putNewThread(`before-${hour}`)
    }
    await dropValues()
    for (let number = 0; number < 30; number++) await putNewThread(`after-${number}`)
    await clock.advance(HOUR_MS)
    expect(await valuesCheck()).toMatchObject({ status: 'degraded', figures: { torn: 11 } })
  })

  it('is omitted from lists and counted', async () => {
    await dropValues()
    await clock.advance(2 * HOUR_MS)
    for await (const { checkpoint } of saver.list(ROOT)) expect.unreachable(checkpoint.id)
    expect(await counted()).toEqual({ unconfirmed: 1, lost: 2 })
  })
})

it('a put that failed halfway counts as not put if nothing builds on it', async () => {
  const root = { configurable: { thread_id: 'half', checkpoint_ns: '' } }
  kusto.faults.add({ endpoint: 'ingest', table: 'CheckpointBlobs', fault: 'status', status: 400 })
  await expect(
    saver.put(root, checkpointOf(1, { x: 'one' }), metadataOf(1), { x: 1 }),
  ).rejects.toMatchObject({ code: 'INGEST_REJECTED' })
  kusto.faults.clear()
  await clock.advance(2 * HOUR_MS)
  expect(await saver.getTuple(root)).toBeUndefined()
  expect(await counted()).toEqual({ unconfirmed: 1 })
})
