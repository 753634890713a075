import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KqlCase } from './kql-case.ts'
import { loadTopics } from './load-cases.ts'
import { openKqlFixture, type KqlFixture } from './run-kql.ts'

const topics = await loadTopics()

describe.each(topics)('KQL: $file', ({ cases }) => {
  let fixture: KqlFixture

  beforeAll(async () => {
    fixture = await openKqlFixture()
  })
  afterAll(() => fixture.close())

  test.each(cases)('$name', (kqlCase) => {
    const seen = seenOf(fixture, kqlCase)
    // both sides include the query, so that a failure shows it
    expect(seen).toEqual({ ...seen, ...expectedOf(kqlCase) })
  })
})

/** The rejection or the last statement's answer, with the KQL and the SQL. */
function seenOf(fixture: KqlFixture, { kql, parameters, inAnyOrder, refusal }: KqlCase): object {
  try {
    const answer = fixture.run(kql, parameters).at(-1)
    const columns = answer?.statement.columns.map(({ name, type }) => `${name}:${type}`).join(', ')
    return { kql, sql: answer?.statement.sql, columns, rows: inOrder(answer?.rows, inAnyOrder) }
  } catch (error) {
    const message = String(error)
    return { kql, refusal: refusal?.test(message) === true ? refusal.source : message }
  }
}

function expectedOf({ rows, columns, refusal, inAnyOrder }: KqlCase): object {
  return {
    ...(refusal === undefined ? {} : { refusal: refusal.source }),
    ...(rows === undefined ? {} : { rows: inOrder(rows, inAnyOrder) }),
    ...(columns === undefined ? {} : { columns }),
  }
}

function inOrder(rows: KqlCase['rows'], inAnyOrder = false): KqlCase['rows'] {
  if (!inAnyOrder || rows === undefined) return rows
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}
