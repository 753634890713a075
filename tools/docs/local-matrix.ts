import { COMMANDS } from '../../src/local/commands/command-table.ts'
import { POLICY_KINDS } from '../../src/local/commands/policy-kinds.ts'
import { AGGREGATES } from '../../src/local/kql/functions/aggregates/aggregates.ts'
import {
  BINARY_OPERATORS,
  UNARY_OPERATORS,
} from '../../src/local/kql/functions/operators/operators.ts'
import { SCALAR_FUNCTIONS } from '../../src/local/kql/functions/scalar/scalar-functions.ts'
import { SPECIAL_FUNCTIONS } from '../../src/local/kql/function-calls.ts'
import { LIST_OPERATORS } from '../../src/local/kql/in-expressions.ts'
import { OPERATORS } from '../../src/local/kql/operators/operators.ts'
import { ROW_FUNCTIONS } from '../../src/local/kql/row-functions.ts'

/** The features of the local Kusto, read from the tables that it uses. */
export interface LocalMatrix {
  readonly tabularOperators: readonly string[]
  readonly scalarOperators: readonly string[]
  readonly scalarFunctions: readonly string[]
  readonly rowFunctions: readonly string[]
  readonly aggregates: readonly string[]
  readonly commands: readonly string[]
  readonly policies: readonly string[]
}

export function localMatrix(): LocalMatrix {
  return {
    tabularOperators: sorted([...OPERATORS.keys()].map(operatorName)),
    scalarOperators: sorted(new Set(scalarOperators())).filter((name) => name !== UNWRITTEN),
    scalarFunctions: sorted([...SCALAR_FUNCTIONS.keys(), ...SPECIAL_FUNCTIONS.keys()]),
    rowFunctions: sorted(ROW_FUNCTIONS.keys()),
    aggregates: sorted([...AGGREGATES.keys(), ...EXTREMES]),
    commands: sorted(Object.keys(COMMANDS)),
    policies: sorted(Object.keys(POLICY_KINDS)),
  }
}

/**
 * The table negates every string operator; KQL writes this one as `!~`, which the table has too.
 */
const UNWRITTEN = '!=~'

function scalarOperators(): string[] {
  return [...BINARY_OPERATORS.keys(), ...UNARY_OPERATORS.keys(), ...LIST_OPERATORS, ...BETWEEN]
}

/** Translated by `betweenExpression` and by the summarize operator, not by a table. */
const BETWEEN = ['between', '!between']
const EXTREMES = ['arg_max', 'arg_min']

/** Operators whose spelling differs from their node's class name. */
const WRITTEN: Readonly<Record<string, string>> = {
  FilterOperator: 'where',
  GetSchemaOperator: 'getschema',
}

/** `MvExpandOperator` is written `mv-expand`. */
function operatorName(kind: string): string {
  const words = kind.replace(/Operator$/, '').match(/[A-Z][a-z]*/g) ?? []
  return WRITTEN[kind] ?? words.join('-').toLowerCase()
}

function sorted(names: Iterable<string>): string[] {
  return [...names].toSorted((a, b) => (a < b ? -1 : 1))
}

export function inlineList(names: readonly string[]): string {
  return filled(names.map((name) => `\`${name}\``))
}

export function commandList(names: readonly string[]): string {
  return filled(names.map((name) => `\`.${name}\``))
}

const LINE_CHARACTERS = 97

/** In lines, so that a diff shows the place of a difference. */
function filled(items: readonly string[]): string {
  const lines: string[] = []
  let line = ''
  for (const item of items) {
    if (line !== '' && line.length + item.length > LINE_CHARACTERS) {
      lines.push(`${line},`)
      line = item
    } else {
      line = line === '' ? item : `${line}, ${item}`
    }
  }
  return [...lines, line].join('\n')
}
