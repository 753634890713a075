import '@kusto/language-service-next/bridge.min.js'
import '@kusto/language-service-next/Kusto.Language.Bridge.min.js'
import { describe, expect, it } from 'vitest'
import { commandStarting, loadScripts } from '../../src/provision/scripts.ts'
import { splitScript } from '../../src/provision/split-script.ts'
import { LATEST_VIEW, TABLES } from '../../src/store/schema.ts'

const scripts = await loadScripts()
const commands = scripts.flatMap((script) => script.commands)

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
    'on the tables that have a policy %s: all',
    (policy) => {
      const tables = commands.flatMap(
        (command) =>
          new RegExp(`^\\.alter(?:-merge)? table (\\w+) policy ${policy} `).exec(command)?.[1] ??
          [],
      )
      expect(tables.toSorted()).toEqual(TABLES.map(({ name }) => name).toSorted())
    },
  )

  it('on the view and its columns', () => {
    const create = commandStarting(scripts, '.create ifnotexists materialized-view')
    expect(create).toContain(`${LATEST_VIEW.name} on table ${LATEST_VIEW.source}`)
    const view = parse(
      `${LATEST_VIEW.source}${create.slice(create.indexOf('|'), create.lastIndexOf('}'))}`,
    )
    expect(view.columns).toEqual(LATEST_VIEW.columns.map(({ name, type }) => `${name}:${type}`))
  })
})

describe('provision/*.kql by Microsoft’s own parser', () => {
  it.each(commands.map((command) => [command.split('\n', 1)[0], command] as const))(
    '%s',
    (_, command) => {
      const parsed = parse(command)
      expect(parsed.diagnostics).toEqual([])
      expect(parsed.isKnownCommand).toBe(true)
    },
  )

  it('sees a mistake, so that the tests above can fail', () => {
    expect(
      parse('.alter table Checkpoints policy retention softdelete = 10d').diagnostics,
    ).not.toEqual([])
    expect(
      parse('.alter column Checkpoints.nope policy encoding type="BigObject32"').diagnostics,
    ).not.toEqual([])
  })
})

describe('the scripts by hand', () => {
  it('have no blank line inside a command: the web UI runs the block of lines under the cursor', () => {
    for (const { text } of scripts) {
      const blocks = text.split(/\n\s*\n/).filter((block) => /^\./m.test(block))
      expect(blocks.map((block) => splitScript(block).length)).toEqual(blocks.map(() => 1))
      expect(blocks.flatMap((block) => splitScript(block))).toEqual(splitScript(text))
    }
  })

  it('name nothing but what a reader of the package can find', () => {
    const texts = scripts.map(({ text }) => text).join('\n')
    expect(texts).not.toMatch(/\/work\/|\/tmp\/|TODO/)
  })
})

/* Microsoft's typings mark nearly every member as nullable; only this much of them is used here. */
interface KustoLanguage {
  readonly KustoCode: { ParseAndAnalyze(text: string, globals: unknown): ParsedCode }
  readonly GlobalState: { readonly Default: Globals }
  readonly Symbols: {
    readonly TableSymbol: {
      $ctor7: new (name: string, schema: string, description: null) => unknown
    }
    readonly MaterializedViewSymbol: {
      $ctor3: new (name: string, schema: string, query: string, description: null) => unknown
    }
    readonly DatabaseSymbol: { ctor: new (name: string, members: readonly unknown[]) => unknown }
    readonly ClusterSymbol: { ctor: new (name: string, databases: readonly unknown[]) => unknown }
  }
}
interface Globals {
  WithCluster(cluster: unknown): Globals
  WithDatabase(database: unknown): Globals
}
interface BridgeList<T> {
  readonly Count: number
  getItem(index: number): T
}
interface ParsedCode {
  readonly Syntax: SyntaxNode
  readonly ResultType: {
    readonly Columns: BridgeList<{
      readonly Name: string
      readonly Type: { readonly Name: string }
    }> | null
  } | null
  GetDiagnostics(): BridgeList<{ readonly Code: string; readonly Message: string }>
}
interface SyntaxNode {
  readonly CommandKind?: string
  readonly ChildCount: number
  GetChild(index: number): SyntaxNode | null
}
interface Parsed {
  readonly diagnostics: readonly string[]
  readonly isKnownCommand: boolean
  readonly columns: readonly string[]
}

function parse(text: string): Parsed {
  const code = language().KustoCode.ParseAndAnalyze(text, globals())
  return {
    diagnostics: items(code.GetDiagnostics()).map(({ Code, Message }) => `${Code} ${Message}`),
    isKnownCommand: hasCommandKind(code.Syntax),
    columns: items(code.ResultType?.Columns ?? null).map(
      ({ Name, Type }) => `${Name}:${Type.Name}`,
    ),
  }
}

function language(): KustoLanguage {
  return (globalThis as unknown as { Kusto: { Language: KustoLanguage } }).Kusto.Language
}

function globals(): Globals {
  const { GlobalState, Symbols } = language()
  const columnsOf = (columns: readonly { name: string; type: string }[]): string =>
    `(${columns.map(({ name, type }) => `['${name}']:${type}`).join(', ')})`
  const tables = TABLES.map(
    ({ name, columns }) => new Symbols.TableSymbol.$ctor7(name, columnsOf(columns), null),
  )
  const view = new Symbols.MaterializedViewSymbol.$ctor3(
    LATEST_VIEW.name,
    columnsOf(LATEST_VIEW.columns),
    LATEST_VIEW.source,
    null,
  )
  const database = new Symbols.DatabaseSymbol.ctor('db', [...tables, view])
  const cluster = new Symbols.ClusterSymbol.ctor('https://local', [database])
  return GlobalState.Default.WithCluster(cluster).WithDatabase(database)
}

function hasCommandKind(node: SyntaxNode): boolean {
  if (node.CommandKind !== undefined) return true
  return Array.from({ length: node.ChildCount }, (_, index) => node.GetChild(index)).some(
    (child) => child !== null && hasCommandKind(child),
  )
}

function items<T>(list: BridgeList<T> | readonly T[] | null): readonly T[] {
  if (list === null) return []
  if ('getItem' in list)
    return Array.from({ length: list.Count }, (_, index) => list.getItem(index))
  return list
}
