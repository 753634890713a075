import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileQuery } from '../../../../src/local/kql/compile-query.ts'
import { openKqlFixture, type KqlFixture } from './run-kql.ts'

/**
 * Result statements over one `materialize()`; each returns the same whether it is computed once or
 * by each statement.
 */
const SHARED: readonly (readonly [string, string])[] = [
  [
    'a statement that leaves no column',
    `let x = materialize(Events | project Step); x | count; x | project-away Step`,
  ],
  [
    'one let in two statements',
    `let x = materialize(Events | where Thread == "a");
     x | project Step | as First;
     x | summarize steps = sum(Step) by Thread | as Second`,
  ],
  [
    'statements of other widths and types, each in its own order',
    `let x = materialize(Events | where isnotempty(Thread));
     x | sort by Step desc | project Step, Thread, Details;
     x | count;
     x | sort by Thread desc, Step asc | project Step`,
  ],
  [
    'a statement without rows between others',
    `let x = materialize(Events | project Step);
     x | sort by Step asc; x | where Step > 99; x | sort by Step desc | take 1`,
  ],
  [
    'a let of a let, and a materialized one of a materialized one',
    `let x = materialize(Events | project Thread, Step);
     let y = x | where Step >= 2;
     let z = materialize(y | summarize newest = max(Step) by Thread);
     z | sort by Thread asc; y | sort by Step asc; z | lookup y on Thread | sort by Step asc`,
  ],
  [
    'a materialized let of rows that as materializes',
    `let x = materialize(Events | project Step | as hint.materialized=true y | union y);
     x | sort by Step asc; x | count`,
  ],
  [
    'a function that reads it',
    `let x = materialize(Events | project Thread, Step);
     let steps_of = (thread:string) { x | where Thread == thread | sort by Step asc | project Step };
     steps_of("a"); steps_of("b"); x | count`,
  ],
  [
    'a function that materializes its argument',
    `let once = (t:(Step:long), least:long) { let x = materialize(t | where Step >= least); x | as y | sort by Step asc };
     let steps = materialize(Events | project Step);
     once(steps, 2); once(steps, 3)`,
  ],
  [
    'lists and scalars of it',
    `let x = materialize(Events | where Step > 1 | project Step);
     let least = toscalar(x | summarize min(Step));
     Events | where Step in (x) | sort by Step asc | project Thread;
     Events | where Step < least | project Step;
     print least`,
  ],
  [
    'a name that as gives in one statement and another in the next',
    `let x = materialize(Events | project Step);
     x | where Step < 3 | as y | join kind=inner y on Step | sort by Step asc | project Step;
     x | where Step > 1 | as y | join kind=inner y on Step | sort by Step asc | project Step`,
  ],
  [
    'a let that is defined anew',
    `let x = materialize(Events | where Step == 1 | project Step);
     x;
     let y = materialize(x | project Step = Step + 10);
     y; x | union y | sort by Step asc`,
  ],
]

describe('materialize() that several result statements share', () => {
  let fixture: KqlFixture

  beforeAll(async () => {
    fixture = await openKqlFixture()
  })
  afterAll(() => fixture.close())

  test.each(SHARED)('returns the same as each statement alone: %s', (_, kql) => {
    expect(compileQuery(kql, fixture.snapshot).staged).toBeDefined()
    const answers = fixture.run(kql)
    expect(answers).toEqual(fixture.runApart(kql))
    expect(answers.some(({ rows }) => rows.length > 0)).toBe(true)
  })

  test('is computed once: a random value is the same in each', () => {
    const [one, other, third] = fixture.run(`
      let x = materialize(range n from 1 to 3 step 1 | extend id = new_guid());
      x | sort by n asc | project id;
      x | sort by n asc | project id, n;
      let y = x | where n > 0;
      y | sort by n asc | project id`)
    expect(other?.rows.map(([id]) => id)).toEqual(one?.rows.map(([id]) => id))
    expect(third?.rows).toEqual(one?.rows)
  })

  test('is computed once: its table is scanned once', () => {
    const plan = fixture.plan(`
      let x = materialize(Events | where Step > 0);
      let y = materialize(x | project Step);
      x | count; y | count; Owners | where Thread in ((x | project Thread)); x | union y`)
    expect(plan.match(/SCAN Events/g)).toHaveLength(1)
  })

  test('is computed by each statement when it is not materialized', () => {
    const kql = 'let x = Events | where Step > 0; x | count; x | project Step'
    expect(compileQuery(kql, fixture.snapshot).staged).toBeUndefined()
    expect(fixture.plan(kql).match(/SCAN Events/g)).toHaveLength(2)
  })

  test.each([
    ['one statement only', 'let x = materialize(Events); x | count; Owners | count'],
    [
      'a function, which materializes at each call',
      'let f = () { let x = materialize(Events); x | count }; f(); f()',
    ],
  ])('needs no stage when it is read once: %s', (_, kql) => {
    expect(compileQuery(kql, fixture.snapshot).staged).toBeUndefined()
    expect(fixture.run(kql)).toHaveLength(2)
  })

  test('ends the query when it fails, as a single statement does', () => {
    const failing =
      'materialize(Events | project bag = bag_remove_keys(dynamic({}), pack_array(strcat("$.", Thread, "[0]"))))'
    const refusal = 'bag_remove_keys() by a JSON path'
    expect(() => fixture.run(`let x = ${failing}; x`)).toThrow(refusal)
    expect(() => fixture.run(`let x = ${failing}; Owners; x; x | count`)).toThrow(refusal)
    expect(fixture.run('let x = materialize(Events); x | count; x | count')).toHaveLength(2)
  })

  test('uses the query’s parameters', () => {
    const kql = `declare query_parameters(least:long, who:string = "a");
      let x = materialize(Events | where Step >= least and Thread == who);
      x | project Step; x | count`
    const given = { least: 'long(2)' }
    expect(fixture.run(kql, given).map(({ rows }) => rows)).toEqual([[[2]], [[1]]])
  })

  test('is shared by many statements', () => {
    const statements = Array.from({ length: 50 }, (_, index) => `x | where Step == ${index}`)
    const answers = fixture.run(
      `let x = materialize(Events | project Step); ${statements.join(';')}`,
    )
    expect(answers).toHaveLength(50)
    expect(answers.flatMap(({ rows }) => rows)).toEqual([[1], [2], [3]])
  })

  test('can be built on others, each read twice, twelve levels deep', () => {
    const levels = Array.from(
      { length: 12 },
      (_, index) => `let x${index + 1} = materialize(x${index} | union x${index} | distinct Step);`,
    )
    const kql = `let x0 = materialize(Events | project Step); ${levels.join('\n')} x12 | sort by Step asc`
    expect(fixture.run(kql)[0]?.rows).toEqual([[1], [2], [3]])
  })

  test('leaves no rows behind in its tables, also when a statement fails', () => {
    const kql = 'let x = materialize(Events | project Step); x | count; x | sort by Step asc'
    const failing = `let x = materialize(Events | project Step); x | count; x | extend b = bag_remove_keys(dynamic({}), pack_array(strcat("$.", Step, "[0]")))`
    expect(() => fixture.run(failing)).toThrow('Not supported')
    for (const _ of [1, 2]) {
      expect(fixture.run(kql).map(({ rows }) => rows)).toEqual([[[3]], [[1], [2], [3]]])
    }
  })
})
