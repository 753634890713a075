import { definedAttributes, type Attributes } from './defined-attributes.ts'
import type { KustoPlace } from './kusto-place.ts'
import { DB_NAMESPACE, SERVER_ADDRESS } from './semconv.ts'

/**
 * Adds the database of one saver to the attributes of its metrics, so that two databases of one
 * process are two series.
 */
export class PlaceLabels {
  readonly #place: Attributes
  /** Most attributes are the same object each time. */
  readonly #made = new WeakMap<Attributes, Attributes>()

  constructor({ database, host }: Pick<KustoPlace, 'database' | 'host'>) {
    this.#place = definedAttributes([DB_NAMESPACE, database], [SERVER_ADDRESS, host])
  }

  /** Returns the same object each time for the same one. */
  with(attributes: Attributes): Attributes {
    const known = this.#made.get(attributes)
    if (known !== undefined) return known
    const made = { ...attributes, ...this.#place }
    this.#made.set(attributes, made)
    return made
  }
}
