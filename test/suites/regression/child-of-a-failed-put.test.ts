import { describe, expect, it } from 'vitest'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'
import { refusingSaverPerTest } from '../../support/refusing-saver-per-test.ts'

const ROOT = { configurable: { thread_id: 'a child', checkpoint_ns: '' } }
const CHILD = { configurable: { ...ROOT.configurable, checkpoint_id: idOf(1) } }
const PARENT = checkpointOf(1, { x: 'from the parent' })
const BOTH = { x: 'from the parent', y: 'new' }

const world = refusingSaverPerTest()

describe('a child that carries over a value of a parent whose put failed', () => {
  it.each([[['Checkpoints', 'CheckpointBlobs']], [['CheckpointBlobs']]])(
    'keeps the value when Kusto rejected %j',
    async (refused) => {
      world.client.refused = refused
      await expect(world.saver.put(ROOT, PARENT, metadataOf(1), { x: 1 })).rejects.toThrow('Kusto')
      world.client.refused = []
      const child = checkpointOf(2, BOTH, { x: 1, y: 2 })
      await world.saver.put(CHILD, child, metadataOf(2), { y: 2 })
      const tuple = await world.saver.getTuple(ROOT)
      expect(tuple?.checkpoint.id).toBe(child.id)
      expect(tuple?.checkpoint.channel_values).toEqual(BOTH)
    },
  )
})
