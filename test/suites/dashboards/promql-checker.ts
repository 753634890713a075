import { createRequire } from 'node:module'
import type * as TreeModule from '@codemirror/language' with { 'resolution-mode': 'require' }
import type * as StateModule from '@codemirror/state' with { 'resolution-mode': 'require' }
import type * as CheckerModule from '@prometheus-io/codemirror-promql/dist/cjs/parser/parser.js'
import type * as LanguageModule from '@prometheus-io/codemirror-promql/dist/cjs/promql.js'
import { parser } from '@prometheus-io/lezer-promql'

// The type checker exists only as CommonJS and recognizes an EditorState by its class, so
// EditorState must be CommonJS too.
const require = createRequire(import.meta.url)
const { EditorState }: typeof StateModule = require('@codemirror/state')
const { ensureSyntaxTree }: typeof TreeModule = require('@codemirror/language')
const {
  LanguageType,
  promQLLanguage,
}: typeof LanguageModule = require('@prometheus-io/codemirror-promql/dist/cjs/promql.js')
const {
  Parser,
}: typeof CheckerModule = require('@prometheus-io/codemirror-promql/dist/cjs/parser/parser.js')

const strict = parser.configure({ strict: true })
const language = promQLLanguage(LanguageType.PromQL)

/** The complaints of Prometheus' own grammar and type checker about an expression. */
export function promqlFaults(expression: string): string[] {
  try {
    strict.parse(expression)
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
  const types = new Parser(parsedWhole(expression))
  types.analyze()
  return types.getDiagnostics().map(({ message }) => message)
}

/**
 * An editor parses for some milliseconds only and continues when it is idle, so on a busy machine
 * the checker would see half the expression.
 */
function parsedWhole(expression: string): StateModule.EditorState {
  const state = EditorState.create({ doc: expression, extensions: [language] })
  const tree = ensureSyntaxTree(state, expression.length, 10_000)
  if (tree === null) throw new Error(`Not parsed within 10 seconds: ${expression}`)
  // a transaction, even an empty one, adopts the new tree
  return state.update({}).state
}

interface VectorSelector {
  readonly text: string
  /** Empty if the name is a matcher. */
  readonly metric: string
  /** Functions and ranges around it, the nearest first. */
  readonly around: readonly string[]
}

/** Every selector of an expression. */
export function selectorsOf(expression: string): VectorSelector[] {
  const found: VectorSelector[] = []
  const around: string[] = []
  strict.parse(expression).iterate({
    enter(node) {
      if (node.name === 'VectorSelector') {
        const text = expression.slice(node.from, node.to)
        found.push({ text, metric: nameOf(text), around: around.toReversed() })
      }
      around.push(node.name === 'FunctionCall' ? callOf(expression.slice(node.from)) : node.name)
    },
    leave() {
      around.pop()
    },
  })
  return found
}

function nameOf(selector: string): string {
  const byName = /^[a-zA-Z_:][\w:]*/.exec(selector)?.[0]
  return byName ?? /__name__=~?"([^"]+)"/.exec(selector)?.[1] ?? ''
}

function callOf(text: string): string {
  return `${/^\w+/.exec(text)?.[0] ?? ''}()`
}

/** Grafana's variables as Prometheus would get them. */
export function withoutVariables(expression: string, window = '1m'): string {
  return expression
    .replaceAll('$__rate_interval', window)
    .replaceAll('$__range', window)
    .replaceAll(/\$\{?(job|instance)\}?/g, '.+')
    .replaceAll(/\$(database|server)/g, '.*')
}
