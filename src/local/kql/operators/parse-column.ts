import type { Column } from '../../values/types.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { unsupported } from '../parser/unsupported.ts'

/** A column in a pattern of `parse`: `name` or `name:type`. */
export function columnOf(pattern: KqlNode): Column {
  if (pattern.kind === 'NameDeclaration') return { name: pattern.name, type: 'string' }
  if (pattern.kind !== 'NameAndTypeDeclaration')
    throw unsupported(`${pattern.kind} in a pattern`, pattern)
  return { name: pattern.child('Name').name, type: pattern.child('Type').declaredType ?? 'string' }
}
