import { freshSeed, SeededRandom } from '../settings/seeded-random.ts'
import { drawMs } from '../settings/range-ms.ts'
import { readWorkload, type WorkloadSettings } from './workload-settings.ts'

/**
 * The workload group of all queries: it says nothing until it is set. What a query says itself wins
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
   * In place of all that was set before.
   *
   * @throws KustoError 400 naming the setting that cannot be
   */
  set(settings: WorkloadSettings): void {
    this.load(settings)
  }

  /** {@link set} for settings as a file or a request has them. */
  load(settings: unknown): void {
    this.#settings = readWorkload(settings)
    this.#seed = this.#settings.seed ?? freshSeed()
    this.#random = new SeededRandom(this.#seed)
  }

  /** The group decides nothing any more. */
  clear(): void {
    this.set({})
  }

  /** What is set, with the seed that is used. */
  get settings(): WorkloadSettings & { readonly seed: number } {
    return { ...this.#settings, seed: this.#seed }
  }

  /** Whether queries are weakly consistent unless they say otherwise. */
  get isWeak(): boolean {
    return this.#settings.weakStalenessMs !== undefined
  }

  /** How old a cached answer may be; undefined when none is given. */
  get cachedResultsMaxAgeMs(): number | undefined {
    return this.#settings.cachedResultsMaxAgeMs
  }

  /**
   * How old the state is that a weakly consistent query sees: another one each time, as if by
   * another node.
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

  /** No query sees an older state. */
  get stalestMs(): number {
    const { weakStalenessMs: span = 0 } = this.#settings
    return typeof span === 'number' ? span : span[1]
  }
}
