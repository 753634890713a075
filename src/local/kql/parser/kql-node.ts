import {
  bridgeList,
  bridgeTypeName,
  isBridgeObject,
  numberMember,
  stringMember,
  unwrapped,
  type BridgeObject,
} from './bridge-object.ts'
import { isKustoType } from '../../values/kusto-types.ts'
import type { Column, KustoType } from '../../values/types.ts'

/** The source of a node: the query itself, or the body of a function that it calls. */
export interface NodeOrigin {
  readonly text: string
  readonly label: string
}

export interface NodeSymbol {
  /** `Column`, `Table`, `MaterializedView`, `Variable`, `Parameter`, `Function`, `Operator`, … */
  readonly kind: string
  readonly name: string
}

/** Microsoft's `ResultNameKind`: FirstArgument and OnlyArgument. */
const NAMED_BY_ARGUMENT: ReadonlySet<number> = new Set([7, 8])

/** A node of the parser's tree, with precise types for its nullable and generic members. */
export class KqlNode {
  /** Class name: `FilterOperator`, `BinaryExpression`, … */
  readonly kind: string
  readonly #raw: BridgeObject
  readonly #origin: NodeOrigin

  constructor(raw: BridgeObject, origin: NodeOrigin) {
    this.#raw = raw
    this.#origin = origin
    this.kind = bridgeTypeName(raw)
  }

  /** The same object for the same node of a tree, unlike the `KqlNode` around it. */
  get identity(): object {
    return this.#raw
  }

  /** The child in a role (`Condition`, `ByClause`), undefined if absent. */
  optional(role: string): KqlNode | undefined {
    const child = this.#raw[role]
    return isBridgeObject(child) ? new KqlNode(child, this.#origin) : undefined
  }

  child(role: string): KqlNode {
    const child = this.optional(role)
    if (child === undefined) throw new Error(`${this.kind} at ${this.place} has no ${role}`)
    return child
  }

  /** The elements of a list child (`Expressions`, `Parameters`), without separators. */
  list(role: string): readonly KqlNode[] {
    return bridgeList(this.#raw[role]).map(
      (element) => new KqlNode(unwrapped(element), this.#origin),
    )
  }

  /** A token child's text (`Operator`, `Keyword`). */
  token(role: string): string {
    const token = this.#raw[role]
    return isBridgeObject(token) ? stringMember(token, 'Text') : ''
  }

  get text(): string {
    const start = numberMember(this.#raw, 'TextStart')
    return this.#origin.text.slice(start, start + numberMember(this.#raw, 'Width'))
  }

  /** The name of a name node, without brackets and quotes. */
  get name(): string {
    return stringMember(this.#raw, 'SimpleName')
  }

  get start(): number {
    return numberMember(this.#raw, 'TextStart')
  }

  /** Whether it is in the query itself, not in the body of a stored function. */
  get isInQuery(): boolean {
    return this.#origin.label === ''
  }

  /** For messages: `line 3, column 14`. */
  get place(): string {
    return `${lineAndColumn(this.#origin.text, this.start)}${this.#origin.label}`
  }

  /** The scalar type; undefined for tables, tuples and unknown types. */
  get type(): KustoType | undefined {
    const type = this.#raw['ResultType']
    const name = isBridgeObject(type) ? stringMember(type, 'Name') : ''
    return isKustoType(name) && !this.isTable ? name : undefined
  }

  get isTable(): boolean {
    const type = this.#raw['ResultType']
    return isBridgeObject(type) && bridgeTypeName(type).endsWith('TableSymbol')
  }

  /** Columns of a table or tuple; undefined for scalars. */
  get columns(): readonly Column[] | undefined {
    return columnsOf(this.#raw['ResultType'])
  }

  get symbol(): NodeSymbol | undefined {
    const symbol = this.#raw['ReferencedSymbol']
    if (!isBridgeObject(symbol)) return undefined
    return {
      kind: bridgeTypeName(symbol).replace(/Symbol$/, ''),
      name: stringMember(symbol, 'Name'),
    }
  }

  /** The tables and views that a wildcard name matches: tables, then views. */
  get matches(): readonly string[] {
    const symbol = this.#raw['ReferencedSymbol']
    if (!isBridgeObject(symbol)) return []
    if (bridgeTypeName(symbol) !== 'GroupSymbol') return [stringMember(symbol, 'Name')]
    const members = bridgeList(symbol['Members'])
    // the analyzer lists the last let first
    return [
      ...members.filter((member) => !isView(member)),
      ...members.filter(isView).toReversed(),
    ].map((member) => stringMember(member, 'Name'))
  }

  /** Whether a call's result is named after its first argument: `bin(t, 1h)`, `tostring(t)`. */
  get isNamedByArgument(): boolean {
    const symbol = this.#raw['ReferencedSymbol']
    return isBridgeObject(symbol) && NAMED_BY_ARGUMENT.has(numberMember(symbol, 'ResultNameKind'))
  }

  /** The type named by a `PrimitiveTypeExpression`. */
  get declaredType(): KustoType | undefined {
    const name = this.symbol?.name ?? ''
    return isKustoType(name) ? name : undefined
  }

  /** The body of the called function, analyzed with the types of this call's arguments. */
  get calledBody(): KqlNode | undefined {
    const get = this.#raw['GetCalledFunctionBody']
    const body: unknown = typeof get === 'function' ? get.call(this.#raw) : undefined
    if (!isBridgeObject(body)) return undefined
    const label = ` of the function '${this.symbol?.name ?? ''}'`
    return new KqlNode(body, { text: rootText(body), label })
  }
}

/** Whether a match of a wildcard is a view. */
function isView(member: BridgeObject): boolean {
  return bridgeTypeName(member) === 'FunctionSymbol'
}

function rootText(node: BridgeObject): string {
  const root = node['Root']
  // as written, unlike ToString() and ToString$1()
  const print = isBridgeObject(root) ? root['toString'] : undefined
  const text: unknown = typeof print === 'function' ? print.call(root) : undefined
  return typeof text === 'string' ? text : ''
}

function columnsOf(type: unknown): readonly Column[] | undefined {
  if (!isBridgeObject(type) || type['Columns'] === undefined || type['Columns'] === null)
    return undefined
  return bridgeList(type['Columns']).map((column) => {
    const columnType = column['Type']
    const name = isBridgeObject(columnType) ? stringMember(columnType, 'Name') : ''
    return { name: stringMember(column, 'Name'), type: isKustoType(name) ? name : 'dynamic' }
  })
}

export function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return `line ${line}, column ${offset - before.lastIndexOf('\n')}`
}
