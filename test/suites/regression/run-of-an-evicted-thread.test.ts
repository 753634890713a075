import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

/** More than a process remembers. */
const OTHER_THREADS = 10_050
const AT_ONCE = 500

let kusto: LocalKusto
let runner: KustoSaver
let other: KustoSaver

/** A run is under way in a thread that is deleted and begun anew, and then forgotten. */
beforeAll(async () => {
  kusto = await LocalKusto.open()
  runner = new KustoSaver({ client: kusto.client(), manifestCacheBytes: 0 })
  other = new KustoSaver({ client: kusto.client() })
  await other.setup({ provision: true })
  await runner.getTuple(at())
  await runner.put(at(), checkpointOf(1, { x: 'old' }), metadataOf(1), { x: 1 })
  await other.deleteThread('t')
  await other.put(at(), checkpointOf(3, { x: 'new' }), metadataOf(3), { x: 1 })
  const threads = Array.from({ length: OTHER_THREADS }, (_, n) => `other ${n}`)
  for (let from = 0; from < threads.length; from += AT_ONCE) {
    await Promise.all(
      threads.slice(from, from + AT_ONCE).map(async (thread) => {
        const config = { configurable: { thread_id: thread, checkpoint_ns: '' } }
        await runner.put(config, checkpointOf(1, {}), metadataOf(1), {})
      }),
    )
  }
}, 120_000)

afterAll(async () => {
  await Promise.all([runner.end(), other.end()])
  await kusto.close()
})

function at(n?: number, checkpointNs = '') {
  const id = n === undefined ? {} : { checkpoint_id: idOf(n) }
  return { configurable: { thread_id: 't', checkpoint_ns: checkpointNs, ...id } }
}

const DELETED = expect.objectContaining({ code: 'THREAD_DELETED' })

describe('a run after its process forgot the thread and another process deleted it', () => {
  it('cannot store pending writes', async () => {
    await expect(runner.putWrites(at(1), [['x', 'write']], 'task')).rejects.toThrow(DELETED)
  })

  it('cannot store checkpoints of a subgraph', async () => {
    const metadata = { ...metadataOf(1), parents: { '': idOf(1) } }
    const child = runner.put(at(undefined, 'child:1'), checkpointOf(2, { y: 1 }), metadata, {})
    await expect(child).rejects.toThrow(DELETED)
  })

  it('cannot store its next checkpoint', async () => {
    const next = runner.put(at(1), checkpointOf(4, { x: 'next' }), metadataOf(2), { x: 2 })
    await expect(next).rejects.toThrow(DELETED)
  })

  it('leaves only the new incarnation', async () => {
    const listed: string[] = []
    for await (const tuple of other.list({ configurable: { thread_id: 't' } })) {
      listed.push(tuple.checkpoint.id)
    }
    expect(listed).toEqual([idOf(3)])
  })
})
