import { checkOptions } from '../../../check-options.ts'
import { OPTIONS } from '../../../option-types.generated.ts'
import { badRequest } from '../../failures/bad-request.ts'
import { drawFrom } from './draw.ts'
import type { EmulationSettings } from './emulation-settings.ts'
import { type DimensionSettings, WORST_DIMENSIONS } from './worst-dimensions.ts'

/** Options of {@link worstKusto}. */
export interface WorstKustoOptions {
  /**
   * Factor for all delays, so that minutes pass quickly in a test on the real clock: 0.01 turns a
   * lag of 60 s into 600 ms. Does not affect the cluster's clock and the retention. @default 1
   */
  readonly timeScale?: number | undefined
  /**
   * Names of dimensions to leave out, to find the one that causes a failure; the others draw the
   * same values.
   */
  readonly without?: readonly string[] | undefined
}

/**
 * The worst Kusto that its documentation allows: every emulation at once, with values drawn from a
 * seed.
 *
 * @example
 * kusto.emulate(worstKusto(7))
 *
 * @throws KustoSaverError `INVALID_OPTION`; KustoError 400 for an unknown dimension
 */
export function worstKusto(seed: number, options: WorstKustoOptions = {}): EmulationSettings {
  checkOptions(options, [OPTIONS.WorstKustoOptions], { of: 'worstKusto()' })
  const { timeScale = 1, without = [] } = options
  refuseUnknown(without)
  if (!Number.isFinite(timeScale) || timeScale < 0) {
    throw badRequest(`timeScale must be a number from 0 up; got ${JSON.stringify(timeScale)}.`)
  }
  const dimensions = WORST_DIMENSIONS.map(({ name, settings }, index) =>
    without.includes(name) ? {} : settings(drawFrom(seed, index, timeScale)),
  )
  return together(dimensions, seed)
}

function refuseUnknown(names: readonly string[]): void {
  const known = WORST_DIMENSIONS.map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw badRequest(`Unknown dimension '${unknown}' of the preset; known: ${known.join(', ')}.`)
}

function together(dimensions: readonly DimensionSettings[], seed: number): EmulationSettings {
  const { rules, ...rest } = dimensions.reduce((all, one) => ({
    ...all,
    ...one,
    delays: { ...all.delays, ...one.delays },
    workload: { ...all.workload, ...one.workload },
    rules: [...(all.rules ?? []), ...(one.rules ?? [])],
  }))
  return {
    ...rest,
    delays: { ...rest.delays, seed },
    workload: { ...rest.workload, seed },
    faults: { seed, rules: rules ?? [] },
  }
}
