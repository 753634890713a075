import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalKusto } from '../../../../src/local/index.ts'
import { openDatabase } from '../../../../src/local/sqlite/open-database.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-file-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The error of opening a path; every message contains the path. */
async function refusalOf(path: string): Promise<string> {
  const failure = await LocalKusto.open({ path }).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(failure).toMatchObject({ name: 'KustoSaverError', code: 'INVALID_OPTION' })
  const message = failure instanceof Error ? failure.message : ''
  expect(message).toContain(path)
  return message
}

async function modeOf(file: string): Promise<number> {
  return (await stat(join(folder, file))).mode & 0o777
}

describe('an invalid path for the engine’s file', () => {
  it('is named when it is a folder', async () => {
    expect(await refusalOf(folder)).toContain('not of a folder')
  })

  it('is named when its folder does not exist', async () => {
    expect(await refusalOf(join(folder, 'nowhere', 'kusto.db'))).toContain('in an existing folder')
  })

  it('is named when its folder is a file', async () => {
    const file = join(folder, 'file')
    await writeFile(file, 'x')
    expect(await refusalOf(join(file, 'kusto.db'))).toContain('it cannot be opened')
  })

  it('is named when it is a file of another kind, which stays unchanged', async () => {
    const path = join(folder, 'letter.txt')
    const text = 'Dear database, '.repeat(100)
    await writeFile(path, text)
    expect(await refusalOf(path)).toContain('a file of another kind')
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('can contain quotes, blanks and other letters', async () => {
    const path = join(folder, `it's "d b"`, 'ü?#%.db')
    await mkdir(join(folder, `it's "d b"`))
    const kusto = await LocalKusto.open({ path })
    await kusto.client().command({ text: '.create table T (a:string)' })
    await kusto.close()
    expect((await readFile(path)).subarray(0, 6).toString()).toBe('SQLite')
  })
})

describe('a closed database', () => {
  it('has everything committed in its one file', async () => {
    const path = join(folder, 'kusto.db')
    const db = await openDatabase({ path })
    db.exec('CREATE TABLE t (n INTEGER)')
    db.transaction(() => db.runEach('INSERT INTO t VALUES (?)', [[1n], [2n]]))
    expect(db.all('SELECT n FROM t')).toEqual([[1n], [2n]])
    db.close()
    const copy = join(folder, 'copy.db')
    await copyFile(path, copy)
    const again = await openDatabase({ path: copy })
    expect(again.all('SELECT n FROM t')).toEqual([[1n], [2n]])
    again.close()
  })
})

describe.skipIf(process.platform === 'win32')('the permissions of a file', () => {
  it('let only its owner read it, its log and its lock', async () => {
    const kusto = await LocalKusto.open({ path: join(folder, 'kusto.db') })
    await kusto.client().command({ text: '.create table T (a:string)' })
    const modes = await Promise.all(
      ['kusto.db', 'kusto.db-wal', 'kusto.db-shm', 'kusto.db-lock'].map(modeOf),
    )
    await kusto.close()
    expect(modes).toEqual([0o600, 0o600, 0o600, 0o600])
  })

  it('stay as they are when the file exists', async () => {
    const path = join(folder, 'kusto.db')
    await (await LocalKusto.open({ path })).close()
    await chmod(path, 0o640)
    await (await LocalKusto.open({ path })).close()
    expect(await modeOf('kusto.db')).toBe(0o640)
  })
})
