import type { Column } from '../values/types.ts'

/** Policies by their lower-case name, as stored JSON. */
export type Policies = Readonly<Record<string, unknown>>

export interface MappingEntity {
  /** `json` or `csv`, lower case. */
  readonly kind: string
  readonly name: string
  /** As written. */
  readonly text: string
  readonly updatedOn: string
}

export interface TableEntity {
  readonly name: string
  readonly columns: readonly Column[]
  readonly folder: string
  readonly docString: string
  readonly mappings: readonly MappingEntity[]
  readonly policies: Policies
  readonly columnPolicies: Readonly<Record<string, Policies>>
}

export interface FunctionEntity {
  readonly name: string
  /** `(a:string)`. */
  readonly parameters: string
  /** `{ … }`. */
  readonly body: string
  readonly folder: string
  readonly docString: string
}

export interface ViewEntity {
  readonly name: string
  readonly source: string
  readonly query: string
  readonly folder: string
  readonly docString: string
  readonly isEnabled: boolean
  readonly autoUpdateSchema: boolean
  readonly effectiveDateTime: string
  readonly lookback: string
  readonly policies: Policies
  /** Names of the source's columns when the view was created. */
  readonly sourceColumns: readonly string[]
  /** Columns of its result, in order: the group keys come first. */
  readonly columns: readonly Column[]
}

export interface EntityByKind {
  readonly table: TableEntity
  readonly view: ViewEntity
  readonly function: FunctionEntity
}

/**
 * An entity and the number of its storage, `t7` or `v7`, so that renaming an entity moves no data.
 */
export type Stored<E> = E & { readonly id: number }
