import { sqlText } from '../../sqlite/text.ts'
import type { KqlNode } from '../parser/kql-node.ts'
import { CLR_TYPES } from '../../values/kusto-types.ts'
import { columnsWithIds, fresh, type Relation } from '../relation/relation.ts'
import { refusePartition } from './partition.ts'

export function getSchema(node: KqlNode, input: Relation): Relation {
  refusePartition(node, input)
  const rows = input.columns.map(
    ({ name, type }, index) =>
      `select ${sqlText(name)} as "ColumnName", ${index} as "ColumnOrdinal", '${CLR_TYPES[type]}' as "DataType", '${type}' as "ColumnType"`,
  )
  const columns = columnsWithIds([
    { name: 'ColumnName', type: 'string' },
    { name: 'ColumnOrdinal', type: 'int' },
    { name: 'DataType', type: 'string' },
    { name: 'ColumnType', type: 'string' },
  ])
  return fresh(rows.join(' union all '), columns, {
    order: [{ id: '"ColumnOrdinal"', direction: 'asc' }],
  })
}
