import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { KustoClient, KustoIngest } from '../../../src/kusto/kusto-client.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { decodeManifest } from '../../../src/store/values/manifest.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

const THREAD = { configurable: { thread_id: 'upgraded', checkpoint_ns: '' } }
const at = (number: number) => ({
  configurable: { ...THREAD.configurable, checkpoint_id: idOf(number) },
})
const NEWER = {
  code: 'NEWER_FORMAT',
  threadId: 'upgraded',
  retryable: false,
  message: expect.stringMatching(/row format 2.*up to 1.*Upgrade/s),
}

let kusto: LocalKusto
let older: KustoSaver
/** Tables whose rows the newer version writes in a newer format. */
let raised: readonly string[]
let newer: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  older = new KustoSaver({ client: kusto.client() })
  newer = new KustoSaver({ client: writingNewerRows(kusto.client()) })
  raised = ['Checkpoints', 'CheckpointBlobs', 'CheckpointWrites', 'ThreadDeletions']
  await older.setup({ provision: true })
})

afterEach(async () => {
  await older.close()
  await newer.close()
  await kusto.close()
})

function writingNewerRows(inner: KustoClient): KustoClient {
  return {
    query: (request) => inner.query(request),
    command: (request) => inner.command(request),
    ingest: (request) =>
      inner.ingest(raised.includes(request.table) ? inFormat2(request) : request),
    enqueue: (request) => inner.enqueue(request),
    close: () => inner.close(),
  }
}

function inFormat2(request: KustoIngest): KustoIngest {
  const text = new TextDecoder().decode(request.body)
  const body = text.replaceAll('"row_format":1', '"row_format":2')
  return { ...request, body: new TextEncoder().encode(body) }
}

async function put(saver: KustoSaver, number: number): Promise<void> {
  const checkpoint = checkpointOf(number, { x: number })
  await saver.put(number === 1 ? THREAD : at(number - 1), checkpoint, metadataOf(number), {
    x: number,
  })
}

async function listed(saver: KustoSaver, before?: number): Promise<string[]> {
  const ids: string[] = []
  const options = before === undefined ? {} : { before: at(before) }
  for await (const { checkpoint } of saver.list(THREAD, options)) ids.push(checkpoint.id)
  return ids
}

describe.each([['Checkpoints'], ['CheckpointBlobs']])('a row of %s in a newer format', (table) => {
  beforeEach(async () => {
    raised = [table]
    await put(older, 1)
    await put(newer, 2)
  })

  it('makes getTuple throw NEWER_FORMAT with both formats and the remedy', async () => {
    await expect(older.getTuple(THREAD)).rejects.toMatchObject(NEWER)
    await expect(older.getTuple(at(2))).rejects.toMatchObject(NEWER)
    expect((await older.getTuple(at(1)))?.checkpoint.id).toBe(idOf(1))
  })

  it('ends a list at its position; the checkpoints before it are listed', async () => {
    await expect(listed(older)).rejects.toMatchObject(NEWER)
    expect(await listed(older, 2)).toEqual([idOf(1)])
  })
})

describe('an older process during a rolling upgrade', () => {
  it('rejects a put whose parent it cannot read', async () => {
    await put(older, 1)
    await put(newer, 2)
    const carrying = checkpointOf(3, { x: 2, y: 3 }, { x: 2, y: 3 })
    await expect(older.put(at(2), carrying, metadataOf(3), { y: 3 })).rejects.toMatchObject(NEWER)
  })

  it('does not cut off a delta history at a newer checkpoint or write', async () => {
    await put(older, 1)
    await put(newer, 2)
    await put(older, 3).catch(() => undefined)
    await older.putWrites(at(1), [['d', 1]], 'task')
    raised = ['CheckpointWrites']
    await newer.putWrites(at(1), [['d', 2]], 'another task')
    const history = older.getDeltaChannelHistory({ config: at(2), channels: ['d'] })
    await expect(history).rejects.toMatchObject(NEWER)
    await expect(older.getTuple(at(1))).rejects.toMatchObject(NEWER)
  })

  it('throws instead of guessing what a newer tombstone hides', async () => {
    await put(older, 1)
    await newer.deleteThread('upgraded')
    await expect(older.getTuple(THREAD)).rejects.toMatchObject(NEWER)
    await expect(older.getTuple(at(1))).rejects.toMatchObject(NEWER)
  })

  it('makes room in the overlay for its own rows between newer ones', async () => {
    await using tight = new KustoSaver({ client: kusto.client(), maxOverlayBytes: 1 })
    await put(newer, 1)
    await tight.put(THREAD, checkpointOf(4, { x: 4 }), metadataOf(4), { x: 4 })
    await put(newer, 2)
    await tight.put(THREAD, checkpointOf(5, { x: 5 }), metadataOf(5), { x: 5 })
    expect((await tight.getTuple(THREAD))?.checkpoint.id).toBe(idOf(5))
  })

  it('can be read by the newer process', async () => {
    await put(older, 1)
    expect((await newer.getTuple(THREAD))?.checkpoint.id).toBe(idOf(1))
  })
})

describe('manifest fields of a later version', () => {
  it('are ignored', () => {
    const entries = decodeManifest(
      '[[null,null,"p",1,9,1,null,"new"],["c",1,"b",1,5,1,"digest",{"k":1}],["d",1,"e",1,5,1,null,7]]',
    )
    expect(entries.map(({ channel, digest, parts }) => [channel, digest, parts.length])).toEqual([
      ['c', 'digest', 2],
      ['d', undefined, 1],
    ])
  })
})
