import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileQuery } from '../../../../src/local/kql/compile-query.ts'
import { openKqlFixture, type KqlFixture } from './run-kql.ts'

describe('compileQuery', () => {
  let fixture: KqlFixture

  beforeAll(async () => {
    fixture = await openKqlFixture()
  })
  afterAll(() => fixture.close())

  test('one text is compiled once for a snapshot', () => {
    const text = 'Events | count'
    expect(compileQuery(text, fixture.snapshot)).toBe(compileQuery(text, fixture.snapshot))
  })

  test('another snapshot gets its own plan', () => {
    const text = 'Events | count'
    const later = { ...fixture.snapshot }
    expect(compileQuery(text, later)).not.toBe(compileQuery(text, fixture.snapshot))
  })

  test('several statements give several results, named by as', () => {
    const answers = fixture.run(`
      let rows = materialize(Events | where Thread == "a");
      rows | project Step | sort by Step asc | as Steps;
      rows | as Unnamed | count;
      Owners | where Thread in ((rows | project Thread)) | project Owner | as ['The owners']`)
    expect(answers.map(({ statement, rows }) => [statement.name, rows])).toEqual([
      ['Steps', [[1], [2]]],
      ['PrimaryResult', [[2]]],
      ['The owners', [['Ann']]],
    ])
  })

  test('set statements become options', () => {
    const { options } = compileQuery(
      'set notruncation; set truncationmaxrecords=5; set query_language="kql"; Events',
      fixture.snapshot,
    )
    expect(options).toEqual({ notruncation: true, truncationmaxrecords: 5, query_language: 'kql' })
  })

  test('declared parameters are in order, with their defaults as written', () => {
    const { parameters } = compileQuery(
      'declare query_parameters(a:string, b:long = 5); print a, b',
      fixture.snapshot,
    )
    expect(parameters).toEqual([
      { name: 'a', type: 'string', bind: 'p0_a', defaultLiteral: undefined },
      { name: 'b', type: 'long', bind: 'p1_b', defaultLiteral: '5' },
    ])
  })

  test.each([
    ['a filter on a table', 'Events | where Thread == t and Step > 1'],
    [
      'a filter behind other steps',
      'Events | extend n = Step + 1 | project Thread, n | where Thread == t',
    ],
    ['a materialized let', 'let rows = materialize(Events | where Thread == t); rows | count'],
    ['a let that is no more than a name', 'let rows = Events; rows | where Thread == t'],
    [
      'a list from another table',
      'Events | where Thread in ((Owners | where Owner == t | project Thread))',
    ],
    [
      'a join',
      'Events | where Thread == t | join kind=inner (Owners | where Thread == t) on Thread',
    ],
    ['a stored function', 'EventsOf(t)'],
    ['a range of strings', 'Events | where strcmp(Thread, t) > 0'],
    ['a group', 'Events | where Thread == t | summarize arg_max(Step, *) by Thread'],
  ])('an index serves %s', (_, kql) => {
    const plan = fixture.plan(`declare query_parameters(t:string); ${kql}`, { t: '"a"' })
    expect(plan).toContain('SEARCH Events USING INDEX')
    expect(plan).not.toContain('SCAN Events')
  })
})
