/** Kusto's scalar types, as named by the analyzer and `.show`. */
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
