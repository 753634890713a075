import { KustoSaver } from '../../src/index.ts'
import { LocalKusto, VirtualClock, worstKusto } from '../../src/local/index.ts'

/** The Kusto of a suite: a plain one, or with `KUSTO_PRESET=worst` the worst, by `KUSTO_SEED`. */
export interface TestKusto {
  readonly kusto: LocalKusto
  /** The time without the preset's skew, for savers. */
  readonly nowMs: () => number
  /**
   * Waits until queries of tables see all acknowledged rows; views, caches and weak consistency
   * stay behind.
   */
  readonly settle: () => Promise<void>
}

const PRESET = process.env['KUSTO_PRESET']
const SEED = Number(process.env['KUSTO_SEED'] ?? 7)
/**
 * Dimensions of the preset to leave out, to find the one that causes a failure:
 * `KUSTO_WITHOUT='view delta, order'`.
 */
const WITHOUT = (process.env['KUSTO_WITHOUT'] ?? '').split(',').flatMap((name) => name.trim() || [])

export const isWorst: boolean = PRESET === 'worst'

const STEP_MS = 500

/**
 * In memory and provisioned. The preset is set afterwards; a separate test runs `setup()` under it.
 */
export async function openTestKusto(): Promise<TestKusto> {
  if (!isWorst && PRESET !== undefined && PRESET !== '') {
    throw new Error(`KUSTO_PRESET must be worst, got '${PRESET}'`)
  }
  const clock = isWorst ? new VirtualClock(Date.now(), { movesForRequests: true }) : undefined
  const kusto = await LocalKusto.open(clock === undefined ? {} : { clock })
  const saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  await saver.end()
  if (isWorst) kusto.emulate(worstKusto(SEED, { without: WITHOUT }))
  return {
    kusto,
    nowMs: () => clock?.nowMs() ?? Date.now(),
    settle: async () => {
      if (clock === undefined) return
      while (kusto.stats().heldRows > 0) await clock.advance(STEP_MS)
    },
  }
}

/** Options of a saver on this Kusto, besides its client. */
export function clockOf({ nowMs }: TestKusto): { readonly nowMs?: () => number } {
  return isWorst ? { nowMs } : {}
}
