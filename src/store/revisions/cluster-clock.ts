/** A moment of the cluster's clock between two moments of this process's clock. */
export interface ClockSample {
  readonly sentAtMs: number
  readonly receivedAtMs: number
  readonly clusterMs: number
}

/** The known difference between the two clocks. */
export interface ClockReading {
  /** How far this process's clock is ahead of the cluster's; negative if it is behind. */
  readonly aheadMs: number
  /** Maximum error of the difference. */
  readonly uncertaintyMs: number
}

/** From this difference on a clock is wrong, not just imprecise. */
export const SKEWED_FROM_MS = 120_000

const ASK_AGAIN_AFTER_MS = 60_000

/** A sample with a short round trip is kept longer than a later one with a long round trip. */
const KEEP_SAMPLE_MS = 300_000

/**
 * The cluster time, from the local clock and the difference learned from answers.
 *
 * An answer to `now()` was given between the request and its receipt, so the difference lies in an
 * interval as long as the round trip. If that interval contains zero, the local clock is used as it
 * is: two hosts with disciplined clocks agree better than a round trip can measure. Until the first
 * answer the local clock is used.
 */
export class ClusterClock {
  readonly #localMs: () => number
  readonly #onSkewed: (aheadMs: number) => void
  #best: ClockSample | undefined
  #askedAtMs: number | undefined
  #reportedMs = 0

  /**
   * @param onSkewed - called once for each change of a difference beyond {@link SKEWED_FROM_MS};
   *   must not throw
   */
  constructor(localMs: () => number, onSkewed: (aheadMs: number) => void = () => undefined) {
    this.#localMs = localMs
    this.#onSkewed = onSkewed
  }

  /** This process's own clock. */
  localMs(): number {
    return this.#localMs()
  }

  nowMs(): number {
    return this.#localMs() - (this.reading?.aheadMs ?? 0)
  }

  /** Undefined until the first answer. */
  get reading(): ClockReading | undefined {
    if (this.#best === undefined) return undefined
    const { sentAtMs, receivedAtMs, clusterMs } = this.#best
    const uncertaintyMs = (receivedAtMs - sentAtMs) / 2
    const isInStep = sentAtMs <= clusterMs && clusterMs <= receivedAtMs
    return { aheadMs: isInStep ? 0 : receivedAtMs - uncertaintyMs - clusterMs, uncertaintyMs }
  }

  /** Whether the next query should request the cluster time. */
  get isDue(): boolean {
    if (this.#askedAtMs === undefined) return true
    return Math.abs(this.#localMs() - this.#askedAtMs) > ASK_AGAIN_AFTER_MS
  }

  observe(sample: ClockSample): void {
    // the local clock was set back meanwhile: the sample is useless
    if (!Number.isFinite(sample.clusterMs) || sample.receivedAtMs < sample.sentAtMs) return
    this.#askedAtMs = sample.receivedAtMs
    if (this.#best === undefined || isBetter(sample, this.#best)) this.#best = sample
    this.#report(this.reading?.aheadMs ?? 0)
  }

  #report(aheadMs: number): void {
    const isSkewed = Math.abs(aheadMs) > SKEWED_FROM_MS
    if (isSkewed && Math.abs(aheadMs - this.#reportedMs) > SKEWED_FROM_MS) {
      this.#onSkewed(aheadMs)
      this.#reportedMs = aheadMs
    }
    if (!isSkewed) this.#reportedMs = 0
  }
}

function isBetter(sample: ClockSample, best: ClockSample): boolean {
  return (
    roundTripMs(sample) <= roundTripMs(best) ||
    sample.receivedAtMs - best.receivedAtMs > KEEP_SAMPLE_MS ||
    sample.receivedAtMs < best.receivedAtMs ||
    areApart(sample, best)
  )
}

/** No difference between the clocks explains both samples, so one clock was set. */
function areApart(a: ClockSample, b: ClockSample): boolean {
  const [fromA, toA] = [a.sentAtMs - a.clusterMs, a.receivedAtMs - a.clusterMs]
  const [fromB, toB] = [b.sentAtMs - b.clusterMs, b.receivedAtMs - b.clusterMs]
  return fromA > toB || fromB > toA
}

function roundTripMs({ sentAtMs, receivedAtMs }: ClockSample): number {
  return receivedAtMs - sentAtMs
}
