import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import type { Latency, LedgerAnswer, SaverCall } from '../http-api.ts'

interface Account {
  settled: number
  failed: number
  readonly microseconds: RecordableHistogram
}

/**
 * The host's own count of its saver calls, with which the runner compares the saver's telemetry.
 */
export class Ledger {
  readonly #accounts: Readonly<Record<SaverCall, Account>> = {
    put: newAccount(),
    putWrites: newAccount(),
    getTuple: newAccount(),
    list: newAccount(),
  }

  async timed<T>(call: SaverCall, run: () => Promise<T>): Promise<T> {
    const fromMs = performance.now()
    try {
      const result = await run()
      this.settled(call, fromMs)
      return result
    } catch (error) {
      this.failed(call)
      throw error
    }
  }

  /** @param fromMs - when the call began, by `performance.now()` */
  settled(call: SaverCall, fromMs: number): void {
    const account = this.#accounts[call]
    account.settled += 1
    // a histogram accepts no value below 1
    account.microseconds.record(Math.max(1, Math.round((performance.now() - fromMs) * 1_000)))
  }

  failed(call: SaverCall): void {
    this.#accounts[call].failed += 1
  }

  read(): Pick<LedgerAnswer, 'calls' | 'failed' | 'latencyMs'> {
    return {
      calls: this.#each(({ settled }) => settled),
      failed: this.#each(({ failed }) => failed),
      latencyMs: this.#each(latencyOf),
    }
  }

  #each<T>(read: (account: Account) => T): Record<SaverCall, T> {
    const { put, putWrites, getTuple, list } = this.#accounts
    return {
      put: read(put),
      putWrites: read(putWrites),
      getTuple: read(getTuple),
      list: read(list),
    }
  }
}

function newAccount(): Account {
  return { settled: 0, failed: 0, microseconds: createHistogram() }
}

function latencyOf({ microseconds }: Account): Latency {
  const { count } = microseconds
  if (count === 0) return { p50: 0, p95: 0, p99: 0, max: 0, count }
  const at = (percentile: number): number => microseconds.percentile(percentile) / 1_000
  return { p50: at(50), p95: at(95), p99: at(99), max: microseconds.max / 1_000, count }
}
