import type { KqlNode } from './kql-node.ts'
import { unsupported, UnsupportedKql } from './unsupported.ts'

/** What a plugin's columns depend on. */
export interface SchemaProbe {
  /** What follows the plugin's input in a query for what its columns depend on. */
  readonly pipe: string
  /** The plugin's output schema (`: (*, name:type)`) from the rows of that query. */
  readonly schemaOf: (rows: readonly (readonly unknown[])[]) => string
}

/**
 * The columns of `bag_unpack` and `pivot` depend on rows, which the compiler does not read. Who can
 * runs {@link probe}, completes the text with the schema of its answer, and compiles again. For
 * all others it is a construct without support.
 */
export class SchemaNeeded extends UnsupportedKql {
  readonly #node: KqlNode
  readonly #probe: SchemaProbe
  #source: KqlNode | undefined
  /** The query for what the columns depend on; undefined where the input is no text of its own. */
  probe: string | undefined
  /** The query's `set` statements. */
  options: Readonly<Record<string, unknown>> = {}

  constructor(plugin: string, node: KqlNode, probe: SchemaProbe) {
    super(unsupported(`${plugin}() without an output schema, \`: (*, name:type)\`,`, node).message)
    this.#node = node
    this.#probe = probe
  }

  /** The plugin's input; the first one told, because callers pass the error on. */
  sourceIs(node: KqlNode): void {
    this.#source ??= node
  }

  /** @param statements - the whole query's */
  completeFor(statements: readonly KqlNode[], options: Readonly<Record<string, unknown>>): void {
    this.options = options
    const source = this.#source
    if (source?.isInQuery !== true) return
    const before = statements.filter(
      ({ start, text, kind }) =>
        kind !== 'ExpressionStatement' && start + text.length <= source.start,
    )
    this.probe = [...before.map(({ text }) => text), `${source.text}\n${this.#probe.pipe}`].join(
      ';\n',
    )
  }

  /** The query's text with the plugin's output schema. */
  completed(text: string, rows: readonly (readonly unknown[])[]): string {
    const end = this.#node.start + this.#node.text.length
    return `${text.slice(0, end)} ${this.#probe.schemaOf(rows)}${text.slice(end)}`
  }
}
