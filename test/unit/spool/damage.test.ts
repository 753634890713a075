import { copyFileSync, existsSync } from 'node:fs'
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { isKustoSaverError } from '../../../src/errors.ts'
import { loadDriver, type Driver } from '../../../src/sqlite/driver.ts'
import { FileOwner } from '../../../src/sqlite/file-owner.ts'
import { DiskCommit } from '../../../src/spool/disk-commit.ts'
import { SpoolFile, type LogOf } from '../../../src/spool/spool-file.ts'
import type { RowsOfCall } from '../../../src/ingest/row-sink.ts'
import { DELETIONS } from '../../../src/tables/schema.ts'
import { folderPerTest } from '../../support/folder-per-test.ts'

let driver: Driver
const folder = folderPerTest()
let path: string

beforeEach(async () => {
  driver = await loadDriver()
  path = join(folder.path, 'spool-0.sqlite')
})

function open(at = path, logOf?: LogOf): SpoolFile {
  const owner = FileOwner.claim(driver, at)
  if (owner === undefined) throw new Error(`${at} has an owner`)
  return new SpoolFile({ driver, path: at, owner, target: '' }, logOf)
}

const callOf = (threadId: string): RowsOfCall => ({
  threadId,
  tables: [
    { table: DELETIONS, rows: [Buffer.from(JSON.stringify({ thread_id: threadId, revision: 1 }))] },
  ],
})

const threadsIn = (file: SpoolFile): string[] => file.calls().map(({ threadId }) => threadId)

let copies = 0

/**
 * A copy of the current files, as a killed process leaves them. Each copy has a separate name,
 * because the drop-in keeps a closed file open until its statements are collected.
 */
function imageOf(original = path): string {
  const copy = join(folder.path, `copy-${copies++}.sqlite`)
  for (const suffix of ['', '-wal', '-mark']) {
    if (existsSync(original + suffix)) copyFileSync(original + suffix, copy + suffix)
  }
  return copy
}

async function withCalls(count: number): Promise<SpoolFile> {
  const file = open()
  const disk = new DiskCommit(file)
  for (let n = 0; n < count; n++) await disk.append(callOf(`thread-${n}`))
  return file
}

async function flip(file: string, offset: number): Promise<void> {
  const bytes = await readFile(file)
  bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset)
  await writeFile(file, bytes)
}

function openAndRead(at: string): string[] {
  const file = open(at)
  try {
    return threadsIn(file)
  } finally {
    file.close()
  }
}

/** The threads that were read, or the code of the refusal. */
function outcomeOf(at: string): readonly string[] | string {
  try {
    return openAndRead(at)
  } catch (error) {
    return isKustoSaverError(error) ? error.code : String(error)
  }
}

describe('damage is noticed on opening', () => {
  it('when any bit of the log is flipped', async () => {
    const file = await withCalls(8)
    const size = (await stat(`${path}-wal`)).size
    for (let offset = 40; offset < size; offset += Math.ceil(size / 60)) {
      const copy = imageOf()
      await flip(`${copy}-wal`, offset)
      expect(outcomeOf(copy)).toBeOneOf([threadsIn(file), 'SPOOL_DAMAGED'])
    }
    file.close()
  })

  it('when the log is cut', async () => {
    const file = await withCalls(8)
    const cut = imageOf()
    await truncate(`${cut}-wal`, (await stat(`${cut}-wal`)).size - 4096)
    expect(outcomeOf(cut)).toBe('SPOOL_DAMAGED')
    const removed = imageOf()
    await rm(`${removed}-wal`)
    expect(outcomeOf(removed)).toBe('SPOOL_DAMAGED')
    file.close()
  })

  it('when any byte of the file is changed, or it reads as before', async () => {
    const file = await withCalls(8)
    const expected = threadsIn(file)
    file.close()
    const size = (await stat(path)).size
    for (let offset = 0; offset < size; offset += 37) {
      const copy = imageOf()
      await flip(copy, offset)
      const refusals = ['SPOOL_DAMAGED', 'SPOOL_FAILED', 'NEWER_FORMAT']
      expect(outcomeOf(copy)).toBeOneOf([expected, ...refusals])
    }
  }, 30_000)

  it('when the file or its mark is cut or lost', async () => {
    const file = await withCalls(8)
    file.close()
    const cut = imageOf()
    await truncate(cut, (await stat(cut)).size - 4096)
    expect(outcomeOf(cut)).toBe('SPOOL_DAMAGED')
    const empty = imageOf()
    await truncate(empty, 0)
    expect(outcomeOf(empty)).toBe('SPOOL_DAMAGED')
    const unmarked = imageOf()
    await rm(`${unmarked}-mark`)
    expect(outcomeOf(unmarked)).toBe('SPOOL_DAMAGED')
  })
})

/** A disk that keeps only synced data: the files at the time of the sync. */
function diskOf(isSynced: boolean) {
  let kept = imageOf()
  const keep = (): void => {
    const mark = `${kept}-mark`
    kept = imageOf()
    // the mark is never synced, so the disk has an older one
    copyFileSync(mark, `${kept}-mark`)
  }
  const logOf = () => ({
    sync: async () => {
      if (isSynced) keep()
      return Promise.resolve()
    },
    close: () => undefined,
  })
  return { kept: () => kept, keep, logOf }
}

describe('a power failure', () => {
  it('keeps everything that settled', async () => {
    open().close()
    const { kept, logOf } = diskOf(true)
    const file = open(path, logOf)
    const disk = new DiskCommit(file)
    for (let n = 0; n < 20; n++) {
      await disk.append(callOf(`thread-${n}`))
      expect(openAndRead(imageOf(kept()))).toContain(`thread-${n}`)
    }
    file.close()
  })

  it('loses settled calls without a sync, which shows that this test can fail', async () => {
    open().close()
    const { kept, keep, logOf } = diskOf(false)
    const file = open(path, logOf)
    keep()
    await new DiskCommit(file).append(callOf('thread'))
    expect(openAndRead(imageOf(kept()))).toEqual([])
    file.close()
  })

  it('ends the use of a file that could not be synced', async () => {
    const file = open(path, () => ({
      sync: () => Promise.reject(new Error('EIO')),
      close: () => undefined,
    }))
    const disk = new DiskCommit(file)
    await expect(disk.append(callOf('one'))).rejects.toMatchObject({ code: 'SPOOL_FAILED' })
    await expect(disk.append(callOf('two'))).rejects.toThrow(/restart/)
    expect(threadsIn(file)).toEqual(['one'])
    file.close()
  })
})
