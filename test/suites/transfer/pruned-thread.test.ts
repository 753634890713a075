import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkpointOf, freshThread, idOf, metadataOf } from '../../support/checkpoints.ts'
import { openLocalSaver, type OpenKustoSaver } from '../../support/local-saver.ts'
import { everythingOf, fillRichThread, richGraph, threadConfig } from './rich-thread.ts'

let opened: OpenKustoSaver

beforeAll(async () => {
  opened = await openLocalSaver({ maxChunkBytes: 4096 })
})

afterAll(async () => {
  await opened.close()
})

describe('copies and exports of a pruned thread', () => {
  it('contain nothing of pruned checkpoints', async () => {
    const [source, target] = [freshThread(), freshThread()]
    for (let number = 1; number <= 3; number++) {
      const parent = number === 1 ? {} : { checkpoint_id: idOf(number - 1) }
      const config = { configurable: { ...threadConfig(source).configurable, ...parent } }
      const checkpoint = checkpointOf(number, { secret: `secret ${number}` })
      await opened.saver.put(config, checkpoint, metadataOf(number), { secret: number })
    }
    await opened.saver.prune([source])
    const lines: string[] = []
    for await (const line of opened.saver.exportThread(source)) lines.push(line)
    expect(lines.join('\n')).toContain('secret 3')
    expect(lines.join('\n')).not.toMatch(/secret [12]/)
    expect(await opened.saver.copyThread(source, target)).toMatchObject({
      checkpoints: 1,
      left: [],
    })
    const tuple = await opened.saver.getTuple(threadConfig(target))
    expect(tuple?.checkpoint.channel_values).toEqual({ secret: 'secret 3' })
  })

  it('are as the thread is, with forks, subgraphs and delta channels, and go on like it', async () => {
    const [source, target] = [freshThread(), freshThread()]
    await fillRichThread(opened.saver, source)
    await opened.saver.prune([source])
    await opened.saver.copyThread(source, target)
    const copied = await everythingOf(opened.saver, target)
    expect(copied).toEqual(await everythingOf(opened.saver, source))
    const graph = richGraph(opened.saver)
    const [ofSource, ofTarget] = [threadConfig(source), threadConfig(target)]
    const more = { trail: ['more'], notes: ['more'] }
    await graph.updateState(ofSource, more, 'end')
    await graph.updateState(ofTarget, more, 'end')
    const state = (await graph.getState(ofTarget)).values
    expect(state).toEqual((await graph.getState(ofSource)).values)
  })

  it('do not exist for a thread of which everything is hidden', async () => {
    const [source, run] = [freshThread(), freshThread()]
    const metadata = { ...metadataOf(1), run_id: run }
    await opened.saver.put(threadConfig(source), checkpointOf(1, { a: 1 }), metadata, { a: 1 })
    await opened.saver.deleteForRuns([run])
    const copy = opened.saver.copyThread(source, freshThread())
    await expect(copy).rejects.toMatchObject({ code: 'THREAD_NOT_FOUND' })
  })
})
