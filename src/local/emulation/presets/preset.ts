import { badRequest } from '../../failures/bad-request.ts'
import { isJsonObject } from '../../../json-object.ts'
import { freshSeed } from '../settings/seeded-random.ts'
import type { EmulationSettings } from './emulation-settings.ts'
import { worstKusto } from './worst-kusto.ts'

/** `worst`: everything that Kusto's documentation allows, at once. */
export type PresetName = 'worst'

const NAMES = ['preset', 'seed', 'timeScale', 'without']

/**
 * A preset from options, a file or a request: `{ preset, seed, timeScale, without }`, with a random
 * seed by default.
 *
 * @throws KustoError 400 for an unknown preset
 */
export function readPreset(choice: unknown): EmulationSettings {
  if (!isJsonObject(choice)) throw badRequest('A preset must be an object.')
  const { preset, seed = freshSeed(), timeScale, without } = choice
  const unknown = Object.keys(choice).find((name) => !NAMES.includes(name))
  if (unknown !== undefined) {
    throw badRequest(`A preset has no '${unknown}'; it has ${NAMES.join(', ')}.`)
  }
  if (preset !== 'worst') {
    throw badRequest(`Unknown preset ${JSON.stringify(preset)}; the only one is worst.`)
  }
  if (typeof seed !== 'number' || !Number.isSafeInteger(seed) || seed < 0) {
    throw badRequest(`The seed must be an integer from 0 up; got ${JSON.stringify(seed)}.`)
  }
  if (timeScale !== undefined && typeof timeScale !== 'number') {
    throw badRequest(`timeScale must be a number from 0 up; got ${JSON.stringify(timeScale)}.`)
  }
  if (without !== undefined && !isNames(without)) {
    throw badRequest(`without must be a list of names; got ${JSON.stringify(without)}.`)
  }
  return worstKusto(seed, { timeScale, without })
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string')
}
