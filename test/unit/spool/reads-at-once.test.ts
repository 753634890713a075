import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import type { KustoQuery, KustoTable } from '../../../src/kusto/kusto-client.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { freshThread } from '../../support/checkpoints.ts'
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts'
import { configOf, MoodyClient, pass, put, stepOf } from './support.ts'

let kusto: LocalKusto
let folder: TemporaryFolder
let thread: string
let clock: VirtualClock

beforeAll(async () => {
  kusto = await LocalKusto.open()
  await using saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
})

afterAll(() => kusto.close())

beforeEach(async () => {
  folder = await temporaryFolder()
  thread = freshThread()
  clock = new VirtualClock()
})

afterEach(() => folder.remove())

/** A Kusto whose queries get no answer when a test says so. */
class SilentClient extends MoodyClient {
  isSilent = false

  override query(query: KustoQuery): Promise<readonly KustoTable[]> {
    if (!this.isSilent) return super.query(query)
    return new Promise((_, reject) => {
      const aborted = new KustoError('aborted', { code: 'RequestAborted', permanent: true })
      query.signal?.addEventListener('abort', () => reject(aborted))
    })
  }
}

/** With the retries that savers have by default; they wait for the virtual clock. */
function openOwn() {
  const client = new SilentClient(kusto.client())
  const saver = new KustoSaver({
    client,
    clock,
    writeMode: 'spooled',
    readsWithoutKusto: 'ownThreads',
    spool: { path: folder.path, closeTimeoutMs: 0 },
  })
  return { saver, client }
}

/** Time must pass until it gives up sending rows. */
async function close(saver: KustoSaver, client: SilentClient): Promise<void> {
  const closed = saver.close()
  await pass(clock, client, 1000)
  await closed
}

/** Kusto goes away, and the saver finds out by sending its rows. */
async function goAway(client: SilentClient): Promise<void> {
  client.isUnreachable = true
  for (let n = 0; n < 5; n++) await pass(clock, client, 1000)
}

it('while Kusto is known to be away, own threads are read at once, without a retry', async () => {
  const { saver, client } = openOwn()
  await stepOf(saver, thread)
  await put(saver, thread, 1)
  await goAway(client)
  const before = clock.nowMs()
  expect(await stepOf(saver, thread)).toBe('value 1')
  await put(saver, thread, 2)
  expect(await stepOf(saver, thread)).toBe('value 2')
  const listed = []
  for await (const { checkpoint } of saver.list(configOf(thread))) listed.push(checkpoint.id)
  expect(listed).toHaveLength(2)
  expect(clock.nowMs()).toBe(before)
  await close(saver, client)
})

it('a read that has begun stops asking when Kusto turns out to be away', async () => {
  const { saver, client } = openOwn()
  await stepOf(saver, thread)
  await put(saver, thread, 1)
  client.isSilent = true
  const read = stepOf(saver, thread)
  await goAway(client)
  expect(await read).toBe('value 1')
  await close(saver, client)
})

it('Kusto’s answers count again as soon as it is back', async () => {
  const { saver, client } = openOwn()
  await stepOf(saver, thread)
  await put(saver, thread, 1)
  await saver.flush()
  const other = freshThread()
  await stepOf(saver, other)
  await put(saver, other, 1)
  await goAway(client)
  await using elsewhere = new KustoSaver({ client: kusto.client() })
  await elsewhere.getTuple(configOf(thread))
  await put(elsewhere, thread, 2)
  expect(await stepOf(saver, thread)).toBe('value 1')
  client.isUnreachable = false
  await pass(clock, client, 1000)
  // answered at once, and Kusto is asked in the background
  await stepOf(saver, thread)
  await pass(clock, client, 0)
  expect(await stepOf(saver, thread)).toBe('value 2')
  await close(saver, client)
})

it('threads that this process does not know wait for Kusto', async () => {
  await using durable = new KustoSaver({ client: kusto.client() })
  await put(durable, thread, 1)
  const { saver, client } = openOwn()
  const own = freshThread()
  await stepOf(saver, own)
  await put(saver, own, 1)
  await goAway(client)
  const read = stepOf(saver, thread)
  client.isUnreachable = false
  for (let n = 0; n < 60; n++) await pass(clock, client, 1000)
  expect(await read).toBe('value 1')
  await close(saver, client)
})

it('one failed request is no outage: the read tries again', async () => {
  const { saver, client } = openOwn()
  await stepOf(saver, thread)
  await put(saver, thread, 1)
  await saver.flush()
  await using elsewhere = new KustoSaver({ client: kusto.client() })
  await elsewhere.getTuple(configOf(thread))
  await put(elsewhere, thread, 2)
  client.isUnreachable = true
  const read = stepOf(saver, thread)
  client.isUnreachable = false
  await pass(clock, client, 1000)
  expect(await read).toBe('value 2')
  await close(saver, client)
})
