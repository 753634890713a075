import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { LocalKusto } from '../../../src/local/index.ts'
import { claimFiles } from '../../../src/spool/spool-slots.ts'
import type { StoredCall } from '../../../src/spool/spooled-call.ts'
import { type Driver, loadDriver } from '../../../src/sqlite/driver.ts'
import { freshThread } from '../../support/checkpoints.ts'
import { installDriver, steppingDriver } from '../../support/stepping-driver.ts'
import { openSpooled, put, stepOf } from './support.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'
import { folderPerTest } from '../../support/folder-per-test.ts'

/*
 * kill -9 between any two steps of SQLite leaves the files as they are, so a copy at each step is
 * what a killed process leaves. `kill.test.ts` kills real processes, for what copies do not show:
 * that their locks go with them.
 */
let kusto: LocalKusto
let driver: Driver
const folder = folderPerTest()

beforeAll(async () => {
  kusto = await openProvisionedKusto()
  driver = await loadDriver()
})

afterAll(() => kusto.close())

afterEach(async () => {
  vi.restoreAllMocks()
})

interface Image {
  readonly path: string
  /** How many requests Kusto had acknowledged by then. */
  readonly acknowledged: number
}

/** Copies of the folder, one for each state that it had. */
class Images {
  readonly #from: string
  readonly all: Image[] = []
  #last = ''

  constructor(from: string) {
    this.#from = from
  }

  take(acknowledged: number): void {
    const names = readdirSync(this.#from).filter((name) => !/-(?:shm|lock|journal)$/.test(name))
    const state = createHash('sha256').update(String(acknowledged))
    for (const name of names) state.update(name).update(readFileSync(join(this.#from, name)))
    const digest = state.digest('hex')
    if (digest === this.#last) return
    this.#last = digest
    const path = mkdtempSync(join(folder.path, 'image-'))
    for (const name of names) copyFileSync(join(this.#from, name), join(path, name))
    this.all.push({ path, acknowledged })
  }
}

/** The calls that the next process finds. */
function callsIn(path: string): StoredCall[] {
  const { own, adopted } = claimFiles(driver, path, '')
  const calls = [own, ...adopted].flatMap((file) => file.calls())
  for (const file of [own, ...adopted]) file.close()
  return calls
}

const rowsOf = (calls: readonly StoredCall[]): string[] =>
  calls.flatMap(({ tables }) =>
    tables.flatMap(({ rows }) => rows.map((row) => Buffer.from(row).toString())),
  )

it('a process killed at any step of adoption and sending loses nothing', async () => {
  const path = join(folder.path, 'spool')
  const threads = [freshThread(), freshThread(), freshThread()]
  const earlier = threads.map(() => openSpooled(kusto, path))
  for (const [index, { saver }] of earlier.entries()) {
    for (const n of [1, 2]) await put(saver, threads[index] ?? '', n)
  }
  for (const { saver } of earlier) await saver.close()
  const before = rowsOf(callsIn(path))
  expect(before.length).toBeGreaterThan(12)

  const images = new Images(path)
  const sentRequests: { readonly body: string }[] = []
  const uninstall = installDriver(steppingDriver(driver, () => images.take(sentRequests.length)))
  const { saver, client } = openSpooled(kusto, path)
  const ingest = client.ingest.bind(client)
  vi.spyOn(client, 'ingest').mockImplementation(async (request) => {
    images.take(sentRequests.length)
    await ingest(request)
    sentRequests.push({ body: Buffer.from(request.body).toString() })
    images.take(sentRequests.length)
  })
  for (const thread of threads) expect(await stepOf(saver, thread)).toBe('value 2')
  await put(saver, threads[1] ?? '', 3)
  const settled = [
    ...before,
    ...rowsOf(callsIn(copyOf(path))).filter((row) => !before.includes(row)),
  ]
  const from = images.all.length
  await saver.flush()
  await saver.close()
  uninstall()
  vi.restoreAllMocks()

  expect(images.all.length).toBeGreaterThan(10)
  const lost = images.all.flatMap((image, index) => {
    const there = new Set(rowsOf(callsIn(image.path)))
    const sent = sentRequests
      .slice(0, image.acknowledged)
      .map(({ body }) => body)
      .join('\n')
    const due = index < from ? before : settled
    return due.filter((row) => !there.has(row) && !sent.includes(row))
  })
  expect(lost).toEqual([])
  expect(rowsOf(callsIn(path))).toEqual([])
})

function copyOf(path: string): string {
  const images = new Images(path)
  images.take(0)
  const [image] = images.all
  return image?.path ?? path
}
