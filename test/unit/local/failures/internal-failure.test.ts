import { describe, expect, it } from 'vitest'
import { KustoError } from '../../../../src/kusto-error.ts'
import {
  internalFailure,
  kustoErrorsOnly,
} from '../../../../src/local/failures/internal-failure.ts'
import { parametersIn } from '../../../../src/local/query/sql-parameters.ts'
import { sqlRows } from '../../../../src/local/query/statement-rows.ts'
import { openDatabase } from '../../../../src/local/sqlite/open-database.ts'

describe('a failure inside the engine', () => {
  it.each([
    `select json_extract('{"secret', '$')`,
    `select 'secret' from "secret"`,
    `select 'a' 'secret' 'b`,
    `select kql_tolong_of_secret(1)`,
    `insert into Strict values ('secret')`,
  ])('is Kusto’s internal error, without the statement: %s', async (sql) => {
    const database = await openDatabase({})
    database.exec('create table Strict (n INTEGER) strict')
    let failure: unknown
    try {
      sqlRows(database, { sql }, {})
    } catch (error) {
      failure = error
    }
    database.close()
    expect(failure).toMatchObject({
      name: 'KustoError',
      code: 'General_InternalServerError',
      status: 500,
      permanent: false,
    })
    expect(String(failure)).toContain('SQLite error')
    expect(JSON.stringify([failure, String(failure)])).not.toContain('secret')
    expect(failure).not.toHaveProperty('cause')
  })

  it('names the class of an internal error, not its message', () => {
    expect(internalFailure(new TypeError('cannot read secret')).message).toContain('TypeError')
    expect(internalFailure(new TypeError('cannot read secret')).message).not.toContain('secret')
    expect(internalFailure('secret').message).not.toContain('secret')
  })

  it('does not include errors that Kusto itself would give', () => {
    const refusal = new KustoError('no', { code: 'General_BadRequest', permanent: true })
    expect(() =>
      kustoErrorsOnly(() => {
        throw refusal
      }),
    ).toThrow(refusal)
    expect(kustoErrorsOnly(() => 1)).toBe(1)
  })
})

describe('parameters of a SQL text', () => {
  it('are only found outside quotes', () => {
    const sql = `select :$now, ':a', ":b", 'it''s :c', """:d", :p0_e from t where x = ':f' || :p1_g and y = :$now`
    expect([...parametersIn({ sql })]).toEqual(['$now', 'p0_e', 'p1_g'])
  })
})
