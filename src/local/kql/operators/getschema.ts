import { sqlText } from '../../sqlite/text.ts'
import type { KqlNode } from '../kql-node.ts'
import { columnsWithIds, fresh, type Relation } from '../relation.ts'
import type { KustoType } from '../types.ts'
import { refusePartition } from './partition.ts'

/** .NET's names of Kusto's types — getschema-operator.md, scalar-data-types/index.md */
const DATA_TYPES: Readonly<Record<KustoType, string>> = {
  string: 'System.String',
  long: 'System.Int64',
  int: 'System.Int32',
  real: 'System.Double',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
  bool: 'System.SByte',
  datetime: 'System.DateTime',
  timespan: 'System.TimeSpan',
  guid: 'System.Guid',
  dynamic: 'System.Object',
}

export function getSchema(node: KqlNode, input: Relation): Relation {
  refusePartition(node, input)
  const rows = input.columns.map(
    ({ name, type }, index) =>
      `select ${sqlText(name)} as "ColumnName", ${index} as "ColumnOrdinal", '${DATA_TYPES[type]}' as "DataType", '${type}' as "ColumnType"`,
  )
  const columns = columnsWithIds([
    { name: 'ColumnName', type: 'string' },
    { name: 'ColumnOrdinal', type: 'long' },
    { name: 'DataType', type: 'string' },
    { name: 'ColumnType', type: 'string' },
  ])
  return fresh(rows.join(' union all '), columns, {
    order: [{ id: '"ColumnOrdinal"', direction: 'asc' }],
  })
}
