/** A stored function for analysts, as data: its command, its documentation and its checks. */
export interface KqlFunction {
  readonly name: string
  /** What one row is, or what it answers, in one sentence: the docstring. */
  readonly summary: string
  /** What is read, and how much that is. */
  readonly cost: string
  readonly parameters: readonly KqlParameter[]
  readonly columns: readonly KqlColumn[]
  /** Lets and a tabular expression; the columns are projected from it. */
  readonly body: string
  /** Whether other functions are made of it and analysts seldom call it. */
  readonly isBuildingBlock?: true
}

export interface KqlParameter {
  readonly name: string
  readonly type: 'string' | 'datetime'
  /** A KQL literal. */
  readonly fallback?: string
  readonly text: string
}

export interface KqlColumn {
  readonly name: string
  readonly type: 'string' | 'long' | 'int' | 'bool' | 'datetime' | 'timespan' | 'dynamic'
  readonly text: string
}

const FOLDER = 'LangGraph'

/**
 * The command that stores the function. It replaces an earlier version of this package's, so that
 * provisioning again is an upgrade.
 */
export function createFunction(spec: KqlFunction): string {
  const docstring = `${spec.summary} ${spec.cost}`
  return `.create-or-alter function with (folder='${FOLDER}', docstring=${literal(docstring)})
${spec.name}(${parametersOf(spec)})
{
${bodyOf(spec)}
}`
}

export function parametersOf({ parameters }: KqlFunction): string {
  return parameters
    .map(({ name, type, fallback }) => {
      const value = fallback === undefined ? '' : ` = ${fallback}`
      return `${name}: ${type}${value}`
    })
    .join(', ')
}

/** What the function computes, without the braces around it. */
export function bodyOf({ body, columns }: KqlFunction): string {
  const names = columns.map(({ name }) => name)
  return indented(`${body.trim()}\n| project ${names.join(', ')}`)
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ')
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
}
