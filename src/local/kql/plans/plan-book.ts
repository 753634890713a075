/**
 * Translations of fixed texts, as data. Each fragment of SQL exists once, and numbers refer to it.
 * A fragment has holes: `«Name»` for the current SQL of the relation of this name, and `'«1»'` for
 * the text's only variable literal.
 */
export interface PlanBook {
  /** Lists of `name:type`, for the columns of relations and results, and for parameters. */
  readonly lists: readonly (readonly string[])[]
  /** The relations that texts were translated against. */
  readonly schemas: readonly PlanSchema[]
  readonly options: readonly Readonly<Record<string, boolean | number | string>>[]
  readonly shapes: readonly PlanShape[]
  readonly conditions: readonly string[]
  /** The number of a shape, followed by the numbers of the conditions for its holes. */
  readonly tables: readonly (readonly number[])[]
  readonly selects: readonly PlanSelect[]
  /** By the SHA-256 of the text, in base64url. */
  readonly plans: Readonly<Record<string, Plan>>
  readonly templates: readonly PlanTemplate[]
  /** A statement with which any planned text may end. */
  readonly ending: { readonly text: string; readonly select: number }
}

/** Relations by name, with the number of their list of columns. */
export interface PlanSchema {
  readonly tables: Readonly<Record<string, number>>
  readonly views: Readonly<Record<string, number>>
}

/** A `CommonTable` with a hole, `«#»`, for each list of conditions over a relation. */
interface PlanShape {
  readonly id: string
  readonly columns: readonly string[]
  readonly sql: string
  readonly isMaterialized: boolean
}

interface PlanSelect {
  readonly name: string
  /** The number of its list of columns. */
  readonly columns: number
  readonly sql: string
}

export interface Plan {
  readonly schema: number
  /** The number of their list. */
  readonly parameters: number
  readonly options: number
  /** The number of each statement's select, followed by the numbers of the tables that it reads. */
  readonly statements: readonly (readonly number[])[]
}

/** A text with one string literal between two fixed parts. */
export interface PlanTemplate {
  readonly before: string
  readonly after: string
  readonly plan: Plan
}
