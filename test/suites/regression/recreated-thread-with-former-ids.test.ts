import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'

const clock = new VirtualClock()
let kusto: LocalKusto

beforeAll(async () => {
  kusto = await LocalKusto.open({ clock })
  await using saver = openSaver()
  await saver.setup({ provision: true })
})

afterAll(() => kusto.close())

const openSaver = () => new KustoSaver({ client: kusto.client(), nowMs: () => clock.nowMs() })

const at = (threadId: string, n?: number) => ({
  configurable: {
    thread_id: threadId,
    checkpoint_ns: '',
    ...(n === undefined ? {} : { checkpoint_id: idOf(n) }),
  },
})

/** `m` is a delta channel: the second checkpoint rests on the write. */
async function live(saver: KustoSaver, threadId: string, value: string): Promise<void> {
  await saver.put(at(threadId), checkpointOf(1, { m: 'seed' }, { m: 1 }), metadataOf(1), { m: 1 })
  await saver.putWrites(at(threadId, 1), [['m', value]], `task of ${value}`)
  await saver.put(at(threadId, 1), checkpointOf(2, {}, { m: 2 }), metadataOf(2), {})
}

/** As `threads purge` does. */
async function removeWritesOfFormerLife(): Promise<void> {
  await kusto.client().command({
    text: `.delete table CheckpointWrites records <| CheckpointWrites | where value_json has 'former'`,
  })
}

describe('a thread that was deleted and recreated with the same ids', () => {
  it.each(['by the same process', 'by another'])(
    'does not depend on writes of its deleted incarnation: %s',
    async (by) => {
      const threadId = freshThread()
      await using saver = openSaver()
      await using other = openSaver()
      const second = by === 'by another' ? other : saver
      await live(saver, threadId, 'former')
      await saver.deleteThread(threadId)
      expect(await second.getTuple(at(threadId))).toBeUndefined()
      await live(second, threadId, 'new')
      await removeWritesOfFormerLife()
      await using stranger = openSaver()
      const tuple = await stranger.getTuple(at(threadId))
      expect(tuple?.checkpoint.id).toBe(idOf(2))
      const { m } = await stranger.getDeltaChannelHistory({
        config: at(threadId, 2),
        channels: ['m'],
      })
      expect(m?.writes.map(([, , value]) => value)).toEqual(['new'])
    },
  )
})
