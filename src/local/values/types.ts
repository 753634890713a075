/** Kusto's scalar types, as the analyzer and `.show` name them. */
export type KustoType =
  | 'string'
  | 'long'
  | 'int'
  | 'real'
  | 'decimal'
  | 'bool'
  | 'datetime'
  | 'timespan'
  | 'guid'
  | 'dynamic'

export interface Column {
  readonly name: string
  readonly type: KustoType
}
