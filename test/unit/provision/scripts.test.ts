import { describe, expect, it } from 'vitest'
import { LocalKusto } from '../../../src/local/index.ts'
import { analyze, loadLanguage } from '../../../src/local/kql/parser/language.ts'
import type { SchemaSnapshot } from '../../../src/local/kql/parser/schema-snapshot.ts'
import { commandStarting, provisionScripts } from '../../../src/provision/scripts.ts'
import { splitScript } from '../../../src/provision/split-script.ts'
import { LATEST_VIEW, TABLES } from '../../../src/tables/schema.ts'

const scripts = provisionScripts()
const commands = scripts.flatMap((script) => script.commands)
const schema = await snapshot()

describe('provision/*.kql and the schema in code agree', () => {
  it('on the tables, and on the names, types and order of their columns', () => {
    const created = commands.flatMap((command) => {
      const match = /^\.create-merge table (\w+) \(([^)]*)\)/.exec(command)
      return match === null
        ? []
        : [{ name: match[1], columns: (match[2] ?? '').trim().split(/,\s*/) }]
    })
    expect(created).toEqual(
      TABLES.map(({ name, columns }) => ({
        name,
        columns: columns.map((column) => `${column.name}: ${column.type}`),
      })),
    )
  })

  it('on the mappings: each column from the field of its own name', () => {
    const mapped = commands.flatMap((command) => {
      const match =
        /^\.create-or-alter table (\w+) ingestion json mapping '(\w+)' ```([^]*)```$/.exec(command)
      return match === null
        ? []
        : [{ table: match[1], mapping: match[2], entries: JSON.parse(match[3] ?? '') as unknown }]
    })
    expect(mapped).toEqual(
      TABLES.map(({ name, mapping, columns }) => ({
        table: name,
        mapping,
        entries: columns.map((column) => ({
          column: column.name,
          Properties: { Path: `$.${column.name}` },
        })),
      })),
    )
  })

  it('on the encoding of columns', () => {
    const encoded = commands
      .map((command) => /^\.alter column (\w+\.\w+) policy encoding type='(\w+)'$/.exec(command))
      .flatMap((match) => (match === null ? [] : [`${match[1]} ${match[2]}`]))
    const expected = TABLES.flatMap(({ name, columns }) =>
      columns.flatMap((column) =>
        column.encoding === undefined ? [] : [`${name}.${column.name} ${column.encoding}`],
      ),
    )
    expect(encoded.toSorted()).toEqual(expected.toSorted())
  })

  it.each(['streamingingestion', 'ingestionbatching', 'roworder', 'retention', 'caching'])(
    'on policy %s for all tables',
    (policy) => {
      const tables = commands.flatMap(
        (command) =>
          new RegExp(`^\\.alter(?:-merge)? table (\\w+) policy ${policy} `).exec(command)?.[1] ??
          [],
      )
      expect(tables.toSorted()).toEqual(TABLES.map(({ name }) => name).toSorted())
    },
  )

  it('on the view’s name and source', () => {
    const create = commandStarting(scripts, '.create ifnotexists materialized-view')
    expect(create).toContain(`${LATEST_VIEW.name} on table ${LATEST_VIEW.source}`)
  })

  it('on the view’s columns', async () => {
    await using kusto = await LocalKusto.open()
    const client = kusto.client()
    for (const text of commands) await client.command({ text })
    const [view] = await client.query({ text: `${LATEST_VIEW.name} | take 0`, parameters: {} })
    expect(view?.columns).toEqual(LATEST_VIEW.columns)
  })
})

describe('provision/*.kql by Microsoft’s own parser', () => {
  it.each(commands.map((command) => [command.split('\n', 1)[0], command] as const))(
    '%s',
    (_, command) => {
      expect(() => analyze(command, schema)).not.toThrow()
    },
  )

  it.each([
    '.alter table Checkpoints policy retention softdelete = 10d',
    '.alter column Checkpoints.nope policy encoding type="BigObject32"',
  ])('rejects %s, which shows that the tests above can fail', (command) => {
    expect(() => analyze(command, schema)).toThrow(/Syntax error|Semantic error/)
  })
})

describe('the scripts for manual use', () => {
  it('have no blank line inside a command: the web UI runs the block of lines under the cursor', () => {
    for (const { text } of scripts) {
      const blocks = text.split(/\n\s*\n/).filter((block) => /^\./m.test(block))
      expect(blocks.map((block) => splitScript(block).length)).toEqual(blocks.map(() => 1))
      expect(blocks.flatMap((block) => splitScript(block))).toEqual(splitScript(text))
    }
  })

  it('refer only to files of the package', () => {
    const texts = scripts.map(({ text }) => text).join('\n')
    expect(texts).not.toMatch(/\/tmp\/|TODO/)
  })
})

async function snapshot(): Promise<SchemaSnapshot> {
  await loadLanguage()
  const view = { ...LATEST_VIEW, query: LATEST_VIEW.source, sql: '', materializedSql: '' }
  return {
    database: 'db',
    tables: new Map(TABLES.map(({ name, columns }) => [name, { name, columns, sql: '' }])),
    views: new Map([[LATEST_VIEW.name, view]]),
    functions: new Map(),
  }
}
