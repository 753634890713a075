import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoError } from '../../../../src/kusto-error.ts'
import { openKqlDatabase } from '../../../../src/local/kql/open-kql-database.ts'
import type { SqliteDatabase } from '../../../../src/local/sqlite/database.ts'
import { sqlText } from '../../../../src/local/sqlite/text.ts'

let database: SqliteDatabase

beforeEach(async () => {
  database = await openKqlDatabase({})
})

afterEach(() => {
  database.close()
})

function insert(value: bigint): void {
  database.run('INSERT INTO kept VALUES (:value)', { value })
}

describe('text', () => {
  const anyText = fc.string({
    unit: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('\0', '\u0001', '\u0002', "'", 'a', 'b') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
    ),
    maxLength: 12,
  })

  it('is read back unchanged, whatever it contains', () => {
    database.exec('CREATE TABLE kept (value TEXT) STRICT')
    fc.assert(
      fc.property(anyText, (text) => {
        database.exec('DELETE FROM kept')
        database.run('INSERT INTO kept VALUES (:value)', { value: text })
        expect(database.all('SELECT value FROM kept')).toEqual([[text]])
      }),
    )
  })

  it('is equal as a literal and as a parameter', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(database.all(`SELECT ${sqlText(text)} = :text`, { text })).toEqual([[1n]])
      }),
    )
  })

  it('keeps its order by code points', () => {
    fc.assert(
      fc.property(anyText, anyText, (left, right) => {
        const order = Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0 ? 1n : 0n
        expect(database.all('SELECT :left < :right', { left, right })).toEqual([[order]])
      }),
    )
  })

  it('reaches functions unchanged', () => {
    expect(
      database.all(`SELECT kql_text_contains_cs(:text, :sought)`, { text: 'a\0b', sought: '\0b' }),
    ).toEqual([[1n]])
  })
})

describe('values', () => {
  it('reads integers as bigints and reals as numbers', () => {
    expect(database.all('SELECT 9007199254740993, 1.0, NULL')).toEqual([
      [9007199254740993n, 1, null],
    ])
  })

  it('stores NaN as text, because SQLite would store null', () => {
    expect(database.all('SELECT :value', { value: Number.NaN })).toEqual([['NaN']])
  })

  it('separates columns of the same name', () => {
    expect(database.all('SELECT 1 AS a, 2 AS a')).toEqual([[1n, 2n]])
  })
})

describe('errors', () => {
  it('of functions are rethrown unchanged', () => {
    expect(() => database.all("SELECT kql_text_matches_regex('a', '(')")).toThrow(KustoError)
  })

  it('of aggregates are rethrown too, without affecting the next statement', () => {
    const over = 'FROM (SELECT 1 AS v UNION ALL SELECT 2)'
    expect(() => database.all(`SELECT kql_binary_all_or('x' || v) ${over}`)).toThrow(SyntaxError)
    expect(database.all(`SELECT kql_binary_all_or(v) ${over}`)).toEqual([[3n]])
  })

  it('of functions undo what the statement wrote', () => {
    database.exec('CREATE TABLE kept (value INTEGER)')
    const values = "SELECT '(' AS p UNION ALL SELECT 'x'"
    const writing = `INSERT INTO kept SELECT kql_text_matches_regex('x', p) FROM (${values} ORDER BY p DESC)`
    expect(() => database.run(writing)).toThrow(KustoError)
    expect(() => database.exec(writing)).toThrow(KustoError)
    const aggregated = "INSERT INTO kept SELECT kql_binary_all_or('x')"
    expect(() => database.run(aggregated)).toThrow(SyntaxError)
    expect(database.all('SELECT count(*) FROM kept')).toEqual([[0n]])
  })

  it('of one statement do not affect the next', () => {
    expect(() => database.all("SELECT kql_text_matches_regex('a', '(')")).toThrow('RE2')
    expect(database.all("SELECT kql_text_matches_regex('a', 'A|a')")).toEqual([[1n]])
  })

  it("of SQL have SQLite's message", () => {
    expect(() => database.all('SELECT missing')).toThrow('no such column: missing')
  })
})

describe('transactions', () => {
  beforeEach(() => {
    database.exec('CREATE TABLE kept (value INTEGER)')
  })

  it('commit all or nothing', () => {
    database.transaction(() => insert(1n))
    expect(() =>
      database.transaction(() => {
        insert(2n)
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(database.all('SELECT value FROM kept')).toEqual([[1n]])
  })

  it('can roll back only an inner one', () => {
    database.transaction(() => {
      insert(1n)
      expect(() =>
        database.transaction(() => {
          insert(2n)
          throw new Error('inner')
        }),
      ).toThrow('inner')
      insert(3n)
    })
    expect(database.all('SELECT value FROM kept')).toEqual([[1n], [3n]])
  })

  it('return the result of the work', () => {
    expect(database.transaction(() => 'done')).toBe('done')
  })
})

describe('a file', () => {
  const path = join(tmpdir(), `kusto-local-${randomUUID()}.db`)

  afterEach(() => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  })

  it('keeps what was committed, in WAL mode with full sync', async () => {
    const first = await openKqlDatabase({ path })
    first.exec('CREATE TABLE kept (value TEXT)')
    first.run('INSERT INTO kept VALUES (:value)', { value: 'x\0y' })
    expect(first.all('PRAGMA journal_mode')).toEqual([['wal']])
    expect(first.all('PRAGMA synchronous')).toEqual([[2n]])
    first.close()
    const second = await openKqlDatabase({ path })
    expect(second.all('SELECT value FROM kept')).toEqual([['x\0y']])
    second.close()
    second.close()
  })
})
