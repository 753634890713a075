import type { KustoType } from './types.ts'

/** .NET's names of Kusto's types — getschema-operator.md, scalar-data-types/index.md */
export const CLR_TYPES: Readonly<Record<KustoType, string>> = {
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

export function isKustoType(name: string): name is KustoType {
  return Object.hasOwn(CLR_TYPES, name)
}
