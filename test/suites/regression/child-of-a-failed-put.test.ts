import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { RefusingClient } from '../../support/refusing-client.ts'

const ROOT = { configurable: { thread_id: 'a child', checkpoint_ns: '' } }
const CHILD = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }
const PARENT = checkpointOf(1, { x: 'from the parent' })
const BOTH = { x: 'from the parent', y: 'new' }

let kusto: LocalKusto
let client: RefusingClient
let saver: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  client = new RefusingClient(kusto.client())
  saver = new KustoSaver({ client })
  await saver.setup({ provision: true })
})

afterEach(async () => {
  await saver.end()
  await kusto.close()
})

describe('a child that carries over a value of a parent whose put failed', () => {
  it.each([[['Checkpoints', 'CheckpointBlobs']], [['CheckpointBlobs']]])(
    'keeps the value when Kusto rejected %j',
    async (refused) => {
      client.refused = refused
      await expect(saver.put(ROOT, PARENT, metadataOf(1), { x: 1 })).rejects.toThrow('Kusto')
      client.refused = []
      const child = checkpointOf(2, BOTH, { x: 1, y: 2 })
      await saver.put(CHILD, child, metadataOf(2), { y: 2 })
      const tuple = await saver.getTuple(ROOT)
      expect(tuple?.checkpoint.id).toBe(child.id)
      expect(tuple?.checkpoint.channel_values).toEqual(BOTH)
    },
  )
})
