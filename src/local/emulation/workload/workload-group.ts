import { freshSeed, SeededRandom } from '../settings/seeded-random.ts'
import { drawMs } from '../settings/range-ms.ts'
import { readWorkload, type WorkloadSettings } from './workload-settings.ts'

/**
 * The workload group of all queries; sets nothing by default. A query's own properties override it
 * (`IsRelaxable`).
 *
 * @example
 * kusto.workload.set({ cachedResultsMaxAgeMs: 300_000, weakStalenessMs: [0, 120_000], seed: 7 })
 */
export class WorkloadGroup {
  #settings: WorkloadSettings = {}
  #seed = freshSeed()
  #random = new SeededRandom(this.#seed)
  #weakAnswers = 0

  /**
   * Replaces all earlier settings.
   *
   * @throws KustoError 400 that names the invalid setting
   */
  set(settings: WorkloadSettings): void {
    this.load(settings)
  }

  /** {@link set} for settings from a file or a request. */
  load(settings: unknown): void {
    this.#settings = readWorkload(settings)
    this.#seed = this.#settings.seed ?? freshSeed()
    this.#random = new SeededRandom(this.#seed)
  }

  /** Removes all settings. */
  clear(): void {
    this.set({})
  }

  /** The current settings, with the seed in use. */
  get settings(): WorkloadSettings & { readonly seed: number } {
    return { ...this.#settings, seed: this.#seed }
  }

  /** Whether queries are weakly consistent by default. */
  get isWeak(): boolean {
    return this.#settings.weakStalenessMs !== undefined
  }

  /** Maximum age of a cached answer; undefined without a cache. */
  get cachedResultsMaxAgeMs(): number | undefined {
    return this.#settings.cachedResultsMaxAgeMs
  }

  /**
   * Age of the state that a weakly consistent query sees: random for each query, as if by another
   * node.
   */
  stalenessMs(): number {
    this.#weakAnswers += 1
    const { weakStalenessMs } = this.#settings
    return weakStalenessMs === undefined ? 0 : drawMs(weakStalenessMs, this.#random)
  }

  /** Queries answered with weak consistency since the engine was opened. */
  get weakAnswers(): number {
    return this.#weakAnswers
  }

  /** Maximum age of the state that any query sees. */
  get stalestMs(): number {
    const { weakStalenessMs: span = 0 } = this.#settings
    return typeof span === 'number' ? span : span[1]
  }
}
