import { sqlText } from '../../sqlite/text.ts'
import { convert } from '../functions/operators/operators.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { columnsWithIds, fresh, fromClause, orderBy, type Relation } from '../relation/relation.ts'
import { unsupported } from '../parser/unsupported.ts'

/** A row for each cell: the row's number, the column's name, the value as text — narrow plugin */
export function narrow(node: KqlNode, input: Relation): Relation {
  // its page shows them otherwise than tostring() does
  const time = input.columns.find(({ type }) => type === 'datetime')
  if (time !== undefined) throw unsupported(`narrow() of a datetime ('${time.name}')`, node)
  const numbered = `select *, row_number() over (${orderBy(input).trim()}) - 1 as "$number" ${fromClause(input)}`
  const cells = input.columns.map(({ name, type, id }, at) => {
    const text = convert({ sql: `kql_narrow_value(${id})`, type }, 'string')
    return `select "$number" as "Row", ${sqlText(name)} as "Column", ${text} as "Value", ${at} as "$at" from (${numbered})`
  })
  const columns = columnsWithIds([
    { name: 'Row', type: 'long' },
    { name: 'Column', type: 'string' },
    { name: 'Value', type: 'string' },
  ])
  return fresh(cells.join(' union all '), columns, {
    hidden: ['"$at"'],
    order: ['"Row"', '"$at"'].map((id) => ({ id, direction: 'asc' })),
  })
}
