import type { KustoClient } from '../../kusto/kusto-client.ts'
import { show } from '../../kusto/show.ts'
import { FUNCTIONS } from './functions.ts'
import { bodyOf, parametersOf, type KqlFunction } from './kql-function.ts'

export interface FunctionFinding {
  readonly name: string
  readonly problem: 'missing' | 'differs'
}

/**
 * Which functions for analysts are missing or differ from this version's. White space does not
 * count, because Kusto may print a function in its own form.
 *
 * @throws KustoError
 */
export async function checkFunctions(client: KustoClient): Promise<readonly FunctionFinding[]> {
  const stored = new Map(
    (await show(client, '.show functions')).map((row) => [String(row['Name']), row]),
  )
  return FUNCTIONS.flatMap((spec): FunctionFinding[] => {
    const row = stored.get(spec.name)
    if (row === undefined) return [{ name: spec.name, problem: 'missing' }]
    const text = `${String(row['Parameters'])} ${String(row['Body'])}`
    return essenceOf(text) === expected(spec) ? [] : [{ name: spec.name, problem: 'differs' }]
  })
}

function expected(spec: KqlFunction): string {
  return essenceOf(`(${parametersOf(spec)}) {${bodyOf(spec)}}`)
}

function essenceOf(text: string): string {
  return text.replaceAll(/\s/g, '')
}
