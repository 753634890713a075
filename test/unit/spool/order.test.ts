import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { VirtualClock } from '../../../src/local/index.ts'
import { freshThread } from '../../support/checkpoints.ts'
import { MoodyClient, openSpooled, pass, put, stepOf } from './support.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'
import { folderPerTest } from '../../support/folder-per-test.ts'

let kusto: LocalKusto
const folder = folderPerTest()

beforeAll(async () => {
  kusto = await openProvisionedKusto()
})

afterAll(() => kusto.close())

/** The threads named in what was stored, in order. */
const sentOf = (client: MoodyClient, threads: readonly string[]): string[] =>
  client.stored
    .filter(([table]) => table === 'Checkpoints')
    .flatMap(([, body]) => threads.filter((thread) => body.includes(thread)))

describe('a thread whose calls were left behind', () => {
  it('continues in the file of its earlier calls, so no process holds its end without its start', async () => {
    const thread = freshThread()
    const [first, second] = [openSpooled(kusto, folder.path), openSpooled(kusto, folder.path)]
    await put(first.saver, freshThread(), 1)
    await put(second.saver, thread, 1)
    await Promise.all([first.saver.close(), second.saver.close()])
    // owns the first file, adopts the second, and continues the thread that is in it
    const third = openSpooled(kusto, folder.path)
    expect(await stepOf(third.saver, thread)).toBe('value 1')
    await put(third.saver, thread, 2)
    await third.saver.close()
    const [fourth, fifth] = [openSpooled(kusto, folder.path), openSpooled(kusto, folder.path)]
    expect(await stepOf(fourth.saver, thread)).toBe('value 2')
    await Promise.all([fourth.saver.flush(), fifth.saver.flush()])
    const bodies = fourth.client.stored.map(([, body]) => body).join('')
    expect(bodies).toContain('value 1')
    expect(bodies).toContain('value 2')
    expect(fifth.client.ingests).toBe(0)
    await Promise.all([fourth.saver.close(), fifth.saver.close()])
  })
})

function openOnClock(clock: VirtualClock, catchUpBytesPerSecond?: number) {
  const client = new MoodyClient(kusto.client())
  const bound = catchUpBytesPerSecond === undefined ? {} : { catchUpBytesPerSecond }
  const spool = { path: folder.path, lingerMs: 1000, closeTimeoutMs: 0, ...bound }
  const options = { client, clock, retries: 0, retryBudgetMs: 0, spool }
  return { client, saver: new KustoSaver({ ...options, writeMode: 'spooled' }) }
}

describe('when Kusto is back', () => {
  it('sends the other threads although the first one is refused', async () => {
    const clock = new VirtualClock()
    const { client, saver } = openOnClock(clock)
    const [refused, other] = [freshThread(), freshThread()]
    await put(saver, refused, 1)
    await put(saver, other, 1)
    client.isAway = true
    await pass(clock, client, 1000)
    client.isAway = false
    client.refused = refused
    await pass(clock, client, 60_000)
    expect(sentOf(client, [other])).toEqual([other])
    await saver.close()
  })

  it('sends the oldest threads first, as fast as it may', async () => {
    const clock = new VirtualClock()
    // a put has more bytes than that, so each second sends one thread
    const { client, saver } = openOnClock(clock, 100)
    client.isAway = true
    const threads = Array.from({ length: 6 }, () => freshThread())
    for (const thread of threads) await put(saver, thread, 1)
    await pass(clock, client, 1000)
    client.isAway = false
    await pass(clock, client, 1000)
    // the one that was tried, and one more
    expect(sentOf(client, threads)).toEqual(threads.slice(0, 2))
    for (let sent = 3; sent <= 6; sent++) {
      await pass(clock, client, 1000)
      expect(sentOf(client, threads)).toEqual(threads.slice(0, sent))
    }
    const late = [freshThread(), freshThread()]
    for (const thread of late) await put(saver, thread, 1)
    await pass(clock, client, 1000)
    expect(new Set(sentOf(client, late))).toEqual(new Set(late))
    await saver.close()
  })

  it('reduces its backlog however fast the saver writes', async () => {
    const clock = new VirtualClock()
    const { client, saver } = openOnClock(clock, 100)
    client.isAway = true
    const threads = Array.from({ length: 4 }, () => freshThread())
    for (const thread of threads) await put(saver, thread, 1)
    await pass(clock, client, 1000)
    client.isAway = false
    await pass(clock, client, 1000)
    for (let second = 0; second < 8; second++) {
      const fresh = [freshThread(), freshThread()]
      for (const thread of fresh) await put(saver, thread, 1)
      threads.push(...fresh)
      await pass(clock, client, 1000)
    }
    expect(threads.length - new Set(sentOf(client, threads)).size).toBeLessThanOrEqual(2)
    await saver.close()
  })

  it('limits the rate of a backlog that it finds when it starts', async () => {
    const clock = new VirtualClock()
    const threads = Array.from({ length: 4 }, () => freshThread())
    const first = openOnClock(clock)
    first.client.isAway = true
    for (const thread of threads) await put(first.saver, thread, 1)
    await first.saver.close()
    const { client, saver } = openOnClock(clock, 100)
    expect(await stepOf(saver, threads[3] ?? '')).toBe('value 1')
    await pass(clock, client, 1000)
    expect(sentOf(client, threads)).toEqual(threads.slice(0, 1))
    await pass(clock, client, 1000)
    expect(sentOf(client, threads)).toEqual(threads.slice(0, 2))
    await saver.close()
  })
})
