import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { RefusingClient } from '../../support/refusing-client.ts'

const DAY_MS = 24 * 3_600_000
const ROOT = { configurable: { thread_id: 'carried', checkpoint_ns: '' } }
const CHILD = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }

let clock: VirtualClock
let kusto: LocalKusto
let client: RefusingClient
const savers: KustoSaver[] = []

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await LocalKusto.open({ clock })
  client = new RefusingClient(kusto.client())
  await newSaver().setup({ provision: true })
})

afterEach(async () => {
  await Promise.all(savers.splice(0).map((saver) => saver.close()))
  await kusto.close()
})

function newSaver(): KustoSaver {
  const saver = new KustoSaver({ client, nowMs: () => clock.nowMs() })
  savers.push(saver)
  return saver
}

/** Puts a child that carries `x`, and changes `x` while the put is under way. */
async function putChildAndChange(saver: KustoSaver): Promise<void> {
  const x = ['as put']
  const put = saver.put(CHILD, checkpointOf(2, { x, y: 2 }, { x: 1, y: 2 }), metadataOf(2), {
    y: 2,
  })
  x.push('later')
  await put
}

/** Read by a separate process, which only knows Kusto's rows. */
async function storedValues(): Promise<unknown> {
  return (await newSaver().getTuple(ROOT))?.checkpoint.channel_values
}

async function putParent(saver: KustoSaver): Promise<void> {
  await saver.put(ROOT, checkpointOf(1, { x: ['as put'] }), metadataOf(1), { x: 1 })
}

const EXPECTED = { x: ['as put'], y: 2 }

describe('a carried-over value that a put has to store again', () => {
  it.each(['knows', 'does not know'])(
    'is stored as it was when put was called, by a saver that %s that its parent failed',
    async (what) => {
      const saver = newSaver()
      client.refused = ['Checkpoints', 'CheckpointBlobs']
      await expect(putParent(saver)).rejects.toThrow('Kusto')
      client.refused = []
      await putChildAndChange(what === 'knows' ? saver : newSaver())
      expect(await storedValues()).toEqual(EXPECTED)
    },
  )

  it.each(['knows', 'does not know'])(
    'is stored as it was when put was called, by a saver that %s that it is old',
    async (what) => {
      const saver = newSaver()
      await putParent(saver)
      await clock.advance(40 * DAY_MS)
      await putChildAndChange(what === 'knows' ? saver : newSaver())
      await clock.advance(55 * DAY_MS)
      expect(await storedValues()).toEqual(EXPECTED)
    },
  )

  it('does not fail a put that can share the stored value, even if it cannot be serialized', async () => {
    await putParent(newSaver())
    const child = checkpointOf(2, { x: 1n, y: 2 }, { x: 1, y: 2 })
    await newSaver().put(CHILD, child, metadataOf(2), { y: 2 })
    expect(await storedValues()).toEqual(EXPECTED)
  })

  it('fails a put that needs it if it cannot be serialized', async () => {
    const child = checkpointOf(2, { x: 1n, y: 2 }, { x: 1, y: 2 })
    await expect(newSaver().put(CHILD, child, metadataOf(2), { y: 2 })).rejects.toMatchObject({
      code: 'UNSERIALIZABLE',
      channel: 'x',
    })
  })
})
