import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { KustoClient } from '../../../src/kusto/kusto-client.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { purgeThread } from '../../../src/threads/purge-thread.ts'
import { checkpointOf, idOf, metadataOf } from '../../support/checkpoints.ts'

/** More than one page. */
const CHECKPOINTS = 40

let kusto: LocalKusto
let other: KustoSaver

beforeEach(async () => {
  kusto = await LocalKusto.open()
  other = new KustoSaver({ client: kusto.client() })
  await other.setup({ provision: true })
  for (let n = 1; n <= CHECKPOINTS; n++) {
    const parent = n === 1 ? {} : { checkpoint_id: idOf(n - 1) }
    const config = { configurable: { thread_id: 'source', checkpoint_ns: '', ...parent } }
    await other.put(config, checkpointOf(n, { x: `value ${n}` }), metadataOf(n), { x: n })
  }
})

afterEach(async () => {
  await other.end()
  await kusto.close()
})

/** Pages of a copy: checkpoints, their values, and again. */
function openInterrupted(page: number, interrupt: () => Promise<void>): KustoSaver {
  const inner = kusto.client()
  let pages = 0
  const client: KustoClient = {
    query: async (request) => {
      if (request.summary === 'query rows to refresh' && ++pages === page) await interrupt()
      return inner.query(request)
    },
    command: (request) => inner.command(request),
    ingest: (request) => inner.ingest(request),
    enqueue: (request) => inner.enqueue(request),
    close: () => inner.close(),
  }
  return new KustoSaver({ client })
}

const PAGES = [2, 3, 4] as const
const DELETED = expect.objectContaining({ code: 'THREAD_DELETED' })

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let found = 0
  for await (const _ of items) found++
  return found
}

const countCopied = async (): Promise<number> =>
  count(other.list({ configurable: { thread_id: 'target' } }))

const purge = async (): Promise<void> => {
  await purgeThread(kusto.client(), 'source')
}

describe.each(PAGES)('a thread that disappears before its page %d is read', (page) => {
  it('is copied whole or not at all when it is deleted', async () => {
    await using saver = openInterrupted(page, () => other.deleteThread('source'))
    const isCopied = await saver.copyThread('source', 'target').then(
      () => true,
      () => false,
    )
    expect(await countCopied()).toBe(isCopied ? CHECKPOINTS : 0)
    // the last page has only values, which outlive a deletion
    expect(isCopied).toBe(page === PAGES.at(-1))
  })

  it('is not copied in part when it is purged', async () => {
    await using saver = openInterrupted(page, purge)
    await expect(saver.copyThread('source', 'target')).rejects.toThrow(DELETED)
    expect(await countCopied()).toBe(0)
  })

  it('is not exported in part when it is purged', async () => {
    await using saver = openInterrupted(page, purge)
    await expect(count(saver.exportThread('source'))).rejects.toThrow(DELETED)
  })
})
