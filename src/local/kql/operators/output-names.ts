import type { KqlNode } from '../parser/kql-node.ts'
import type { Relation } from '../relation/relation.ts'
import { unsupported } from '../parser/unsupported.ts'

/**
 * Names of the columns that expressions add to the input's own. Only the analyzer knows the names
 * of unnamed expressions: they are its columns that nothing else explains, in order.
 */
export function outputNames(
  node: KqlNode,
  input: Relation,
  items: readonly KqlNode[],
  others: readonly string[] = [],
): readonly string[] {
  const known = items.map(knownName)
  const taken = new Set([...input.columns.map(({ name }) => name), ...known, ...others])
  const generated = (node.columns ?? []).map(({ name }) => name).filter((name) => !taken.has(name))
  return known.map((name) => {
    const found = name ?? generated.shift()
    if (found === undefined)
      throw unsupported('expressions that make several columns or share one name', node)
    return found
  })
}

function knownName(item: KqlNode): string | undefined {
  if (item.kind === 'SimpleNamedExpression') return item.child('Name').name
  if (item.kind === 'FunctionCallExpression' && item.isNamedByArgument)
    return columnName(item.child('ArgumentList').list('Expressions')[0])
  return columnName(item)
}

function columnName(item: KqlNode | undefined): string | undefined {
  return item?.kind === 'NameReference' && item.symbol?.kind === 'Column' ? item.name : undefined
}

/** The expression of `name = expression`. */
export function unnamed(item: KqlNode): KqlNode {
  return item.kind === 'SimpleNamedExpression' || item.kind === 'CompoundNamedExpression'
    ? item.child('Expression')
    : item
}
