import { badRequest } from '../bad-request.ts'
import { isJsonObject } from '../json-value.ts'
import { freshSeed } from '../seeded-random.ts'
import type { EmulationSettings } from './emulation-settings.ts'
import { worstKusto } from './worst-kusto.ts'

export type PresetName = 'worst'

/** A preset as options, a file or a request name it. */
export interface PresetChoice {
  readonly preset: PresetName
  /** @default random; `settings` of delays, faults and workload show it */
  readonly seed?: number | undefined
  readonly timeScale?: number | undefined
}

const NAMES = ['preset', 'seed', 'timeScale']

/** @throws KustoError 400 for a preset that there is not */
export function readPreset(choice: unknown): EmulationSettings {
  if (!isJsonObject(choice)) throw badRequest('A preset is chosen by an object.')
  const { preset, seed = freshSeed(), timeScale } = choice
  const unknown = Object.keys(choice).find((name) => !NAMES.includes(name))
  if (unknown !== undefined) {
    throw badRequest(`A preset has no '${unknown}'; it has ${NAMES.join(', ')}.`)
  }
  if (preset !== 'worst') {
    throw badRequest(`There is no preset ${JSON.stringify(preset)}; there is worst.`)
  }
  if (typeof seed !== 'number' || !Number.isSafeInteger(seed) || seed < 0) {
    throw badRequest(`The seed must be an integer from 0 up; got ${JSON.stringify(seed)}.`)
  }
  if (timeScale !== undefined && typeof timeScale !== 'number') {
    throw badRequest(`timeScale must be a number from 0 up; got ${JSON.stringify(timeScale)}.`)
  }
  return worstKusto(seed, { timeScale })
}
