import { assert, constantFrom, oneof, property, string } from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { stringLiteral } from '../../../../src/kusto/literals.ts'
import { translateText } from '../../../../src/local/kql/compile-query.ts'
import { ownParts, textDigest } from '../../../../src/local/kql/own-parts.ts'
import type { Relation, SchemaSnapshot } from '../../../../src/local/kql/parser/schema-snapshot.ts'
import { OWN_PLANS } from '../../../../src/local/kql/plans/own-plans.generated.ts'
import { assembleQuery } from '../../../../src/local/kql/query-parts.ts'
import { withClusterTime } from '../../../../src/store/queries/ask-cluster-time.ts'
import { sendOwnTexts } from '../../../../tools/generate/own-texts.ts'
import { recordTexts, type RecordedText } from '../../../../tools/generate/record-texts.ts'

let recorded: readonly RecordedText[] = []
let latest: RecordedText

beforeAll(async () => {
  recorded = await recordTexts(sendOwnTexts, {
    translate: translateText,
    toRun: (parts) => parts,
  })
  latest = textWith('LatestCheckpoints\n')
})

function textWith(words: string): RecordedText {
  const found = recorded.find(({ text }) => text.includes(words))
  if (found === undefined) throw new Error(`no text with ${words}`)
  return found
}

/** The parser's result, or the message of its refusal. */
function outcome(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return String(error)
  }
}

const own = (text: string, snapshot: SchemaSnapshot): unknown => {
  const parts = ownParts(text, snapshot)
  return parts === undefined ? undefined : assembleQuery(parts)
}
const translated = (text: string, snapshot: SchemaSnapshot): unknown =>
  assembleQuery(translateText(text, snapshot))

describe('the plans of our own texts', () => {
  it('equal the output of the translator, letter by letter', () => {
    expect(recorded.length).toBeGreaterThan(150)
    for (const { text, snapshot, parts } of recorded)
      expect([text, own(text, snapshot)]).toEqual([text, assembleQuery(parts)])
  })

  it('exist for these texts only', () => {
    const digests = new Set(recorded.map(({ text }) => textDigest(text)))
    expect(Object.keys(OWN_PLANS.plans).filter((digest) => !digests.has(digest))).toEqual([])
  })

  it('include the form that also queries the time', () => {
    const texts = recorded.filter(({ text }) => text.includes('request_nonce'))
    const every = Math.ceil(texts.length / 12)
    for (const { text, snapshot } of texts.filter((_, index) => index % every === 0)) {
      const asking = withClusterTime(text)
      expect(own(asking, snapshot)).toEqual(translated(asking, snapshot))
    }
  })

  it('accept any literal in its place', () => {
    const { text, snapshot } = textWith('== "«1»"')
    const storable = string({ unit: 'binary' }).filter((value) => {
      return value.isWellFormed() && !value.includes('\0')
    })
    assert(
      property(oneof(storable, constantFrom("'", '"', '\\', '«1»', "'«1»'", '')), (value) => {
        const filled = text.replace('"«1»"', () => stringLiteral(value))
        expect(own(filled, snapshot)).toEqual(translated(filled, snapshot))
      }),
      { numRuns: 40 },
    )
  })

  it.each(['"a" or true', '"a\\"', '"a" "b"', "'a'", 'strcat("a", "b")', '@"a"'])(
    'take nothing but one literal there: %s',
    (other) => {
      const { text, snapshot } = textWith('== "«1»"')
      expect(
        own(
          text.replace('"«1»"', () => other),
          snapshot,
        ),
      ).toBeUndefined()
    },
  )
})

function changed(change: Partial<SchemaSnapshot>): SchemaSnapshot {
  return { ...latest.snapshot, ...change }
}

function withTables(change: (table: Relation) => Relation): SchemaSnapshot {
  const tables = [...latest.snapshot.tables].map(([name, table]) => [name, change(table)] as const)
  return changed({ tables: new Map(tables) })
}

const named = (name: string): Relation => ({ name, columns: [], sql: '"other"' })

describe('a plan in another database', () => {
  it('reads the tables of that database in SQLite', () => {
    const snapshot = withTables((table) => ({
      ...table,
      sql: `(select * from "other ${table.name}")`,
    }))
    expect(own(latest.text, snapshot)).toEqual(translated(latest.text, snapshot))
  })

  it('applies beside other tables and functions', () => {
    const snapshot = changed({
      database: 'heads',
      tables: new Map(latest.snapshot.tables).set('other', named('other')),
      functions: new Map([['f', { name: 'f', parameters: '()', body: '{ 1 }' }]]),
    })
    expect(own(latest.text, snapshot)).toEqual(translated(latest.text, snapshot))
  })

  it.each([
    ['a column more', (all: Relation['columns']) => [...all, { name: 'x', type: 'long' as const }]],
    ['another order', (all: Relation['columns']) => all.toReversed()],
    ['a column less', (all: Relation['columns']) => all.slice(1)],
    [
      'another type',
      (all: Relation['columns']) => all.map((one) => ({ ...one, type: 'dynamic' as const })),
    ],
  ])('is not used over a table with %s', (_, change) => {
    const snapshot = withTables((table) => ({ ...table, columns: change(table.columns) }))
    expect(own(latest.text, snapshot)).toBeUndefined()
  })

  it('does not apply if something else shares a name with the text', () => {
    const { tables: known, views } = latest.snapshot
    const stored = { name: 'coalesce', parameters: '()', body: '{ 1 }' }
    const others: readonly Partial<SchemaSnapshot>[] = [
      { tables: new Map(known).set('heads', named('heads')) },
      { functions: new Map([[stored.name, stored]]) },
      { tables: new Map([...known, ...views]), views: new Map() },
    ]
    for (const other of others) expect(own(latest.text, changed(other))).toBeUndefined()
  })

  it.each(['random()', '"let x"'])('is not used over a view with %s in its SQL', (sql) => {
    const views = new Map(
      [...latest.snapshot.views].map(([name, view]) => [name, { ...view, sql }] as const),
    )
    expect(own(latest.text, changed({ views }))).toBeUndefined()
  })

  it('fails like the analyzer if a table or the view is missing', () => {
    const all = [...latest.snapshot.tables.keys(), ...latest.snapshot.views.keys()]
    for (const gone of [all, ...all.map((name) => [name])]) {
      const left = <R>(relations: ReadonlyMap<string, R>): ReadonlyMap<string, R> =>
        new Map([...relations].filter(([name]) => !gone.includes(name)))
      const snapshot = changed({
        tables: left(latest.snapshot.tables),
        views: left(latest.snapshot.views),
      })
      expect(outcome(() => own(latest.text, snapshot))).toEqual(
        outcome(() => translated(latest.text, snapshot)),
      )
    }
  })
})
