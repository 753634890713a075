import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CheckpointListOptions } from '@langchain/langgraph-checkpoint'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { CHECKPOINTS, WRITES, type TableSchema } from '../../../src/tables/schema.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

let kusto: LocalKusto
let saver: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await put('damaged', 1)
  await put('damaged', 2)
  await put('healthy', 1)
})

afterEach(async () => {
  await saver.close()
  await kusto.close()
})

function at(thread: string, checkpoint?: number, namespace = '') {
  const id = checkpoint === undefined ? {} : { checkpoint_id: idOf(checkpoint) }
  return { configurable: { thread_id: thread, checkpoint_ns: namespace, ...id } }
}

async function put(thread: string, step: number): Promise<void> {
  await saver.put(at(thread), checkpointOf(step, { x: step }), metadataOf(step), { x: step })
}

/** A revision as another writer might leave it. */
async function damage(
  step: number,
  row: Readonly<Record<string, unknown>> = { manifest: '["of a later format"]' },
): Promise<void> {
  const { checkpoint } = checkpointRow(step)
  const line = {
    thread_id: 'damaged',
    checkpoint_ns: '',
    checkpoint_id: idOf(step),
    parent_checkpoint_id: '',
    type: 'json',
    checkpoint,
    metadata: JSON.stringify(metadataOf(step)),
    metadata_filter: metadataOf(step),
    manifest: '[]',
    bytes: 100,
    format_version: 4,
    run_id: '',
    revision: Date.now() * 2048 + 2047,
    writer: 'another',
    created_at: new Date().toISOString(),
    ...row,
  }
  await ingest(CHECKPOINTS, line)
}

async function ingest({ name, mapping }: TableSchema, row: unknown): Promise<void> {
  const body = Buffer.from(`${JSON.stringify(row)}\n`)
  await kusto.client().ingest({ table: name, mapping, body })
}

/** A pending write that was truncated on its way. */
async function damageWrites(step: number): Promise<void> {
  await ingest(WRITES, {
    thread_id: 'damaged',
    checkpoint_ns: '',
    checkpoint_id: idOf(step),
    task_id: 'task',
    task_path: '',
    idx: 0,
    channel: 'x',
    type: 'json',
    value_json: '"cut',
    chunk: 0,
    chunks: 1,
    bytes: 100,
    upsert: false,
    call_rows: 1,
    revision: Date.now() * 2048 + 2047,
    writer: 'another',
    created_at: new Date().toISOString(),
  })
}

function checkpointRow(step: number) {
  return { checkpoint: JSON.stringify(checkpointOf(step, {}, {})) }
}

/** The items that the list returned before its end or failure. */
async function listed(
  configurable: Readonly<Record<string, string>>,
  options?: CheckpointListOptions,
): Promise<{ found: string[]; failure: unknown }> {
  const found: string[] = []
  try {
    for await (const { config } of saver.list({ configurable }, options)) {
      found.push(`${config.configurable?.['thread_id']} ${config.configurable?.['checkpoint_id']}`)
    }
  } catch (failure) {
    return { found, failure }
  }
  return { found, failure: undefined }
}

const NAMED = {
  code: 'CORRUPT',
  threadId: 'damaged',
  message: expect.stringContaining(idOf(2)) as unknown,
}

describe('a checkpoint row that cannot be read', () => {
  it('is named by getTuple with its thread', async () => {
    await damage(2)
    await expect(saver.getTuple(at('damaged'))).rejects.toMatchObject(NAMED)
  })

  it('leaves its thread usable from an older checkpoint', async () => {
    await damage(2)
    const older = await saver.getTuple(at('damaged', 1))
    expect(older?.checkpoint.channel_values).toEqual({ x: 1 })
    await saver.put(at('damaged', 1), checkpointOf(3, { x: 1 }, { x: 1 }), metadataOf(3), {})
    expect((await saver.getTuple(at('damaged')))?.checkpoint.channel_values).toEqual({ x: 1 })
  })

  it('fails a list at its position and names it', async () => {
    await put('healthy', 3)
    await damage(2)
    const { found, failure } = await listed({})
    expect(found).toEqual([`healthy ${idOf(3)}`])
    expect(failure).toMatchObject(NAMED)
  })

  it('can be a pending write', async () => {
    await put('healthy', 3)
    await damageWrites(2)
    await expect(saver.getTuple(at('damaged'))).rejects.toMatchObject(NAMED)
    expect((await saver.getTuple(at('damaged', 1)))?.checkpoint.id).toBe(idOf(1))
    const { found, failure } = await listed({})
    expect(found).toEqual([`healthy ${idOf(3)}`])
    expect(failure).toMatchObject(NAMED)
    await put('damaged', 3)
    await expect(
      saver.getDeltaChannelHistory({ config: at('damaged', 3), channels: ['x'] }),
    ).resolves.toMatchObject({ x: { writes: [] } })
  })

  it('does not fail the list of another thread', async () => {
    await damage(2)
    const { found, failure } = await listed({ thread_id: 'healthy' })
    expect({ found, failure }).toEqual({ found: [`healthy ${idOf(1)}`], failure: undefined })
  })

  it('does not fail a list that excludes it', async () => {
    await damage(2)
    const before = await listed({}, { before: at('damaged', 2) })
    expect(before).toEqual({
      found: [`damaged ${idOf(1)}`, `healthy ${idOf(1)}`],
      failure: undefined,
    })
    const filtered = await listed({}, { filter: { step: 1 } })
    expect(filtered).toEqual(before)
    expect(await listed({}, { limit: 0 })).toEqual({ found: [], failure: undefined })
  })

  it('does not matter once the checkpoint is put again', async () => {
    await damage(2, { manifest: '["of a later format"]', revision: 5 })
    expect((await saver.getTuple(at('damaged')))?.checkpoint.channel_values).toEqual({ x: 2 })
    const { found, failure } = await listed({})
    expect({ found: found.length, failure }).toEqual({ found: 3, failure: undefined })
    await put('damaged', 2)
    expect((await saver.getTuple(at('damaged')))?.checkpoint.channel_values).toEqual({ x: 2 })
  })

  it('does not matter once its thread is deleted', async () => {
    await damage(2)
    await saver.deleteThread('damaged')
    await put('healthy', 2)
    const { found, failure } = await listed({})
    expect({ found: found.length, failure }).toEqual({ found: 2, failure: undefined })
    expect(await saver.getTuple(at('damaged'))).toBeUndefined()
    await put('damaged', 2)
    expect((await saver.getTuple(at('damaged')))?.checkpoint.channel_values).toEqual({ x: 2 })
  })

  it.each([
    ['metadata', { metadata: '{"source": "lo' }],
    ['checkpoint', { checkpoint: '{"v": 4, "id"' }],
    ['checkpoint of something else', { checkpoint: '[]' }],
  ])('is named when the damage is in its %s', async (_, row) => {
    await damage(2, row)
    await expect(saver.getTuple(at('damaged'))).rejects.toMatchObject(NAMED)
    expect((await listed({})).failure).toMatchObject(NAMED)
    expect((await listed({}, { filter: { step: 2 } })).failure).toMatchObject(NAMED)
  })
})
