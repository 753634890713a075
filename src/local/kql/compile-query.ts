import { kustoErrorsOnly } from '../failures/internal-failure.ts'
import type { CompiledQuery, QueryParameter } from './compiled-query.ts'
import { ownParts } from './own-parts.ts'
import type { KqlNode } from './parser/kql-node.ts'
import { analyze } from './parser/language.ts'
import type { SchemaSnapshot } from './parser/schema-snapshot.ts'
import { parameterBind } from './parameters.ts'
import { assembleQuery, type QueryParts } from './query-parts.ts'
import { Scope } from './relation/scope.ts'
import { stringOfLiteral } from './relation/literals.ts'
import { translateStatements, type TabularStatement } from './translate.ts'
import { SchemaNeeded } from './parser/schema-needed.ts'
import { unsupported } from './parser/unsupported.ts'
import { withLet } from './relation/user-functions.ts'

const plans = new WeakMap<SchemaSnapshot, Map<string, CompiledQuery>>()
/**
 * Parameters keep the number of distinct query texts small. The limit keeps a client that writes
 * values into its texts from filling the memory.
 */
const MAX_PLANS = 2_000

/**
 * Compiles a KQL text to SQL. Caches plans by text within a snapshot.
 *
 * @throws KustoError `General_BadRequest` with line and column if Kusto rejects the text or this
 * engine does not support it
 * @throws ParserNeeded if the text is not one of the package's own, before `loadLanguage`
 */
export function compileQuery(text: string, snapshot: SchemaSnapshot): CompiledQuery {
  const known = plans.get(snapshot) ?? new Map<string, CompiledQuery>()
  plans.set(snapshot, known)
  const plan = known.get(text) ?? kustoErrorsOnly(() => assembleQuery(partsOf(text, snapshot)))
  known.delete(text)
  known.set(text, plan)
  const [oldest] = known.keys()
  if (known.size > MAX_PLANS && oldest !== undefined) known.delete(oldest)
  return plan
}

interface Block {
  scope: Scope
  readonly statements: TabularStatement[]
  readonly parameters: QueryParameter[]
  readonly options: Record<string, unknown>
}

type Statement = (node: KqlNode, block: Block) => void

const STATEMENTS: ReadonlyMap<string, Statement> = new Map<string, Statement>([
  [
    'LetStatement',
    (node, block) => {
      block.scope = withLet(node, block.scope)
    },
  ],
  ['QueryParametersStatement', declareParameters],
  ['SetOptionStatement', setOption],
  [
    'ExpressionStatement',
    (node, block) => {
      block.statements.push({ node: node.child('Expression'), scope: block.scope })
    },
  ],
])

function partsOf(text: string, snapshot: SchemaSnapshot): QueryParts {
  return ownParts(text, snapshot) ?? translateText(text, snapshot)
}

/** The parts of any text, by Microsoft's parser. */
export function translateText(text: string, snapshot: SchemaSnapshot): QueryParts {
  const root = analyze(text, snapshot)
  if (root.kind !== 'QueryBlock')
    throw unsupported('a management command where a query is expected', root)
  const block: Block = { scope: new Scope(), statements: [], parameters: [], options: {} }
  for (const node of root.list('Statements')) {
    const statement = STATEMENTS.get(node.kind)
    if (statement === undefined) throw unsupported(`${node.kind} (${node.text.slice(0, 60)})`, node)
    statement(node, block)
  }
  try {
    return {
      statements: translateStatements(block.statements, snapshot),
      parameters: block.parameters,
      options: block.options,
    }
  } catch (error) {
    if (error instanceof SchemaNeeded) error.completeFor(root.list('Statements'), block.options)
    throw error
  }
}

function declareParameters(node: KqlNode, block: Block): void {
  for (const parameter of node.list('Parameters')) {
    const declaration = parameter.child('NameAndType')
    const name = declaration.child('Name').name
    const type = declaration.child('Type').declaredType
    if (type === undefined)
      throw unsupported(`a query parameter of type ${declaration.child('Type').text}`, parameter)
    const bind = parameterBind(block.parameters.length, name)
    const defaultLiteral = parameter.optional('DefaultValue')?.child('Value').text
    block.parameters.push({ name, type, bind, defaultLiteral })
    block.scope = block.scope.with(name, {
      kind: 'scalar',
      expr: { sql: `:${bind}`, type },
      rows: undefined,
    })
  }
}

/** `set notruncation;` or `set truncationmaxrecords=10;` — set-statement.md */
function setOption(node: KqlNode, block: Block): void {
  const name = node.child('Name').name
  const value = node.optional('ValueClause')?.child('Expression').text ?? 'true'
  block.options[name] = optionValue(value)
}

function optionValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^\d+$/.test(text) ? Number(text) : (stringOfLiteral(text) ?? text)
}
