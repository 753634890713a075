import { readFile } from 'node:fs/promises'
import type { LocalKusto } from '../../local/local-kusto.ts'
import { describeFailure } from '../output/describe-failure.ts'
import { UsageError } from '../arguments/usage-error.ts'
import type { EmulationOptions } from './emulation-options.ts'

/**
 * Applies the options to an engine.
 *
 * @returns a description to print; empty without emulation
 * @throws UsageError if the fault plan is invalid
 */
export async function emulate(kusto: LocalKusto, options: EmulationOptions): Promise<string> {
  const { preset, seed, timeScale, faults } = options
  if (preset !== undefined) {
    const { readPreset } = await import('../../local/emulation/presets/preset.ts')
    kusto.emulate(readPreset({ preset, seed, timeScale }))
  }
  if (faults !== undefined) await loadPlan(kusto, faults)
  if (seed !== undefined) kusto.faults.seed(seed)
  const isPreset = preset !== undefined
  const lines = [
    ...(isPreset ? [`preset ${preset}, seed ${kusto.faults.report.seed}`] : []),
    ...(isPreset || faults !== undefined ? [kusto.faults.toString()] : []),
    ...setDelays(kusto, options),
    ...setWorkload(kusto, options),
    ...setLimits(kusto, options),
    ...setClock(kusto, options),
  ]
  return lines.join('\n')
}

function setDelays(kusto: LocalKusto, options: EmulationOptions): string[] {
  const { seed, visibilityMs, tableVisibilityMs, rowVisibilityMs, viewDeltaLagMs, latencyMs } =
    options
  const given = givenOf({
    visibilityMs,
    tableVisibilityMs,
    rowVisibilityMs,
    viewDeltaLagMs,
    latencyMs,
  })
  if (Object.keys(given).length > 0) {
    kusto.delays.load({ ...kusto.delays.settings, ...given, ...givenOf({ seed }) })
  } else if (options.preset === undefined) return []
  return [`delays ${JSON.stringify(kusto.delays.settings)}`]
}

function setWorkload(kusto: LocalKusto, options: EmulationOptions): string[] {
  const { seed, cachedResultsMaxAgeMs, weakStalenessMs } = options
  const given = givenOf({ cachedResultsMaxAgeMs, weakStalenessMs })
  if (Object.keys(given).length > 0) {
    kusto.workload.load({ ...kusto.workload.settings, ...given, ...givenOf({ seed }) })
  } else if (options.preset === undefined) return []
  return [`workload group ${JSON.stringify(kusto.workload.settings)}`]
}

function setLimits(kusto: LocalKusto, { cores, preset }: EmulationOptions): string[] {
  if (cores !== undefined) kusto.limits.set({ ...kusto.limits.settings, cores })
  else if (preset === undefined) return []
  return [`limits ${JSON.stringify(kusto.limits.settings)}`]
}

function setClock(kusto: LocalKusto, { clockOffsetMs, preset }: EmulationOptions): string[] {
  if (clockOffsetMs !== undefined) kusto.clock.set({ offsetMs: clockOffsetMs })
  else if (preset === undefined) return []
  return [`clock ${JSON.stringify(kusto.clock.settings)}`]
}

/** Drops undefined settings, which would override those of the preset. */
function givenOf(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

async function loadPlan(kusto: LocalKusto, path: string): Promise<void> {
  try {
    kusto.faults.load(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    throw new UsageError(`cannot use --faults ${path}: ${describeFailure(error)}`)
  }
}
