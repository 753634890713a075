import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LocalKusto } from '../../../src/local/index.ts'
import { freshThread } from '../../support/checkpoints.ts'
import { openSpooled, stepOf } from './support.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'
import { folderPerTest } from '../../support/folder-per-test.ts'

/*
 * Node gives no access to SQLite's file systems (VFS), so the disk that keeps only what was synced
 * is a library under the whole process. It needs Linux and a C compiler.
 */
const fileOf = (name: string): string =>
  fileURLToPath(new URL(`processes/${name}`, import.meta.url))
const WRITER = fileOf('spooled-writer.ts')
const DISK = fileOf('drop-unsynced.c')

function hasCompiler(): boolean {
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' })
    return process.platform === 'linux'
  } catch {
    return false
  }
}

/** SQLite takes its log in after every few calls, instead of thousands. */
const EARLY_CHECKPOINTS = { 'wal_autocheckpoint = 4000': 'wal_autocheckpoint = 8' }

describe.skipIf(!hasCompiler())('a disk that loses what was not synced', () => {
  let kusto: LocalKusto
  const folder = folderPerTest()
  let library: string

  beforeAll(async () => {
    kusto = await openProvisionedKusto()
  })

  afterAll(() => kusto.close())

  beforeEach(async () => {
    library = join(folder.path, 'disk.so')
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, DISK, '-ldl'])
    for (const name of ['spool', 'synced']) mkdirSync(join(folder.path, name))
  })

  const at = (name: string): string => join(folder.path, name)

  interface Plant {
    readonly settings?: Readonly<Record<string, string>>
    readonly loseSyncs?: string
  }

  /** Puts until it is stopped by a power failure; what settled, by thread. */
  async function writeUntilPowerFails(puts: number, plant: Plant): Promise<Map<string, number>> {
    const { settings = {}, loseSyncs } = plant
    const parameters = [WRITER, at('spool'), freshThread(), '2', JSON.stringify(settings)]
    const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', ...parameters], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        LD_PRELOAD: library,
        UNSYNCED_FOLDER: at('spool'),
        SYNCED_FOLDER: at('synced'),
        ...(loseSyncs === undefined ? {} : { LOSE_SYNCS: loseSyncs }),
      },
    })
    const settled = new Map<string, number>()
    const closed = once(child, 'close')
    if (child.stdout === null) throw new Error('no output')
    let settledPuts = 0
    for await (const line of createInterface({ input: child.stdout })) {
      const [threadId = '', n = ''] = line.split(' ')
      settled.set(threadId, Number(n))
      if (++settledPuts === puts) child.kill('SIGKILL')
    }
    await closed
    return settled
  }

  /** A name that was synced without its file has an empty one. */
  function folderAfterwards(): string {
    const left = at('left')
    mkdirSync(left)
    for (const name of readFileSync(at('synced/names'), 'utf8').split('\n')) {
      if (name === '' || name.endsWith('-shm') || name.endsWith('-lock')) continue
      if (existsSync(at(`synced/${name}`))) copyFileSync(at(`synced/${name}`), join(left, name))
      else writeFileSync(join(left, name), '')
    }
    return left
  }

  /** How many threads are behind what settled; each of them if the spool does not open. */
  async function lostThreads(settled: ReadonlyMap<string, number>): Promise<number> {
    const { saver } = openSpooled(kusto, folderAfterwards())
    let lost = 0
    for (const [threadId, n] of settled) {
      const step = await stepOf(saver, threadId).catch(() => undefined)
      if (!(Number(String(step).slice('value '.length)) >= n)) lost += 1
    }
    await saver.close()
    return lost
  }

  it('keeps everything that settled, from the first call on', async () => {
    const settled = await writeUntilPowerFails(2, {})
    expect(settled.size).toBeGreaterThan(0)
    expect(await lostThreads(settled)).toBe(0)
  }, 60_000)

  it('keeps everything that settled when a new process has gone on', async () => {
    await writeUntilPowerFails(10, {})
    const settled = await writeUntilPowerFails(10, {})
    expect(await lostThreads(settled)).toBe(0)
  }, 60_000)

  it('keeps everything that settled while SQLite takes its log in', async () => {
    const settled = await writeUntilPowerFails(100, { settings: EARLY_CHECKPOINTS })
    expect(await lostThreads(settled)).toBe(0)
  }, 60_000)

  it('detects a log that is not synced (planted fault)', async () => {
    const settled = await writeUntilPowerFails(40, { loseSyncs: '-wal' })
    expect(await lostThreads(settled)).toBeGreaterThan(0)
  }, 60_000)

  it('detects a SQLite that does not sync (planted fault)', async () => {
    const settings = { ...EARLY_CHECKPOINTS, 'synchronous = NORMAL': 'synchronous = OFF' }
    const settled = await writeUntilPowerFails(100, { settings })
    expect(await lostThreads(settled)).toBeGreaterThan(0)
  }, 60_000)
})
