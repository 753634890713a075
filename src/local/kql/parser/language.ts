import { ParserNeeded } from '../../failures/parser-needed.ts'
import { packageFailure } from '../../../package-failure.ts'
import { errorOf } from './diagnostics.ts'
import { bridgeList, isBridgeObject, type BridgeObject } from './bridge-object.ts'
import { KqlNode } from './kql-node.ts'
import type { SchemaSnapshot } from './schema-snapshot.ts'
import type { Column } from '../../values/types.ts'

/** The members of Microsoft's parser in use. Bridge.NET numbers the overloads of constructors. */
interface KustoLanguage {
  readonly GlobalState: { readonly Default: GlobalState }
  readonly KustoCode: { ParseAndAnalyze(text: string, globals: GlobalState): BridgeObject }
  readonly Symbols: {
    readonly TableSymbol: {
      readonly $ctor7: new (name: string, schema: string, doc: null) => object
    }
    readonly MaterializedViewSymbol: {
      readonly $ctor3: new (name: string, schema: string, query: string, doc: null) => object
    }
    readonly FunctionSymbol: {
      readonly $ctor16: new (name: string, parameters: string, body: string, doc: null) => object
    }
    readonly DatabaseSymbol: {
      readonly ctor: new (name: string, members: readonly object[]) => object
    }
    readonly ClusterSymbol: {
      readonly ctor: new (name: string, databases: readonly object[]) => object
    }
  }
}

interface GlobalState {
  WithCluster(cluster: object): GlobalState
  WithDatabase(database: object): GlobalState
}

/** Why the parser is loaded. */
export const NEEDED =
  "The local Kusto needs Microsoft's parser for KQL that is not the checkpointer's own"

let loading: Promise<void> | undefined
let language: KustoLanguage | undefined

/**
 * Loads Microsoft's parser, which takes about a second the first time. Await it before {@link
 * analyze}.
 *
 * @param reason - why, for the error without the package
 */
export function loadLanguage(reason: string = NEEDED): Promise<void> {
  loading ??= load(reason)
  return loading
}

export function isLanguageLoaded(): boolean {
  return language !== undefined
}

async function load(reason: string): Promise<void> {
  try {
    // load the runtime before the library that uses it
    await import('@kusto/language-service-next/bridge.min.js')
    await import('@kusto/language-service-next/Kusto.Language.Bridge.min.js')
  } catch (error) {
    loading = undefined
    throw packageFailure(error, {
      name: '@kusto/language-service-next',
      need: reason,
      install: 'npm i -D @kusto/language-service-next@12.4.1',
    })
  }
  const kusto: unknown = Reflect.get(globalThis, 'Kusto')
  if (!isKustoNamespace(kusto))
    throw new Error('@kusto/language-service-next defined no Kusto.Language')
  language = kusto.Language
  warmUp(language)
}

/**
 * The first analysis builds the grammar, which takes a second, or ten on a busy machine, and blocks
 * the process, including the timers of queued ingestion. So loading does it.
 */
function warmUp({ KustoCode, GlobalState }: KustoLanguage): void {
  KustoCode.ParseAndAnalyze(
    'print a = 1 | where a > 0 | summarize count() by a',
    GlobalState.Default,
  )
}

function isKustoNamespace(value: unknown): value is { readonly Language: KustoLanguage } {
  return isBridgeObject(value) && isBridgeObject(value['Language'])
}

/**
 * Parses and checks a text against the schema. Returns the tree's root, a `QueryBlock` or
 * `CommandBlock`.
 *
 * @throws KustoError `General_BadRequest` with line and column of the first error
 * @throws ParserNeeded before {@link loadLanguage}
 */
export function analyze(text: string, snapshot: SchemaSnapshot): KqlNode {
  if (language === undefined) throw new ParserNeeded(text)
  const code = language.KustoCode.ParseAndAnalyze(text, globalsOf(snapshot, language))
  const error = errorOf(diagnosticsOf(code), text)
  if (error !== undefined) throw error
  const syntax = code['Syntax']
  if (!isBridgeObject(syntax)) throw new Error('the parser gave no tree')
  return new KqlNode(syntax, { text, label: '' })
}

function diagnosticsOf(code: BridgeObject): readonly BridgeObject[] {
  const get = code['GetDiagnostics']
  return typeof get === 'function' ? bridgeList(get.call(code)) : []
}

const globalsCache = new WeakMap<SchemaSnapshot, GlobalState>()

function globalsOf(snapshot: SchemaSnapshot, kusto: KustoLanguage): GlobalState {
  const cached = globalsCache.get(snapshot)
  if (cached !== undefined) return cached
  const database = new kusto.Symbols.DatabaseSymbol.ctor(
    snapshot.database,
    membersOf(snapshot, kusto),
  )
  const cluster = new kusto.Symbols.ClusterSymbol.ctor('https://local', [database])
  const globals = kusto.GlobalState.Default.WithCluster(cluster).WithDatabase(database)
  globalsCache.set(snapshot, globals)
  return globals
}

function membersOf(snapshot: SchemaSnapshot, { Symbols }: KustoLanguage): object[] {
  return [
    ...[...snapshot.tables.values()].map(
      (table) => new Symbols.TableSymbol.$ctor7(table.name, schemaText(table.columns), null),
    ),
    ...[...snapshot.views.values()].map(
      (view) =>
        new Symbols.MaterializedViewSymbol.$ctor3(
          view.name,
          schemaText(view.columns),
          view.query,
          null,
        ),
    ),
    ...[...snapshot.functions.values()].map(
      (stored) =>
        new Symbols.FunctionSymbol.$ctor16(stored.name, stored.parameters, stored.body, null),
    ),
  ]
}

function schemaText(columns: readonly Column[]): string {
  return `(${columns.map(({ name, type }) => `['${name.replaceAll(/['\\]/g, '\\$&')}']:${type}`).join(', ')})`
}
