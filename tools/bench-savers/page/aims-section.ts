import { isReached, type Aim } from '../aims.ts'
import { PEER } from '../savers/open-saver.ts'
import { figure } from './figures.ts'
import { table } from './table.ts'

export function aimsSection(aims: readonly Aim[]): string {
  return `## Aims

KustoSaver on the local Kusto in process, as a multiple of ${PEER} in the same run. A
real cluster answers over a network: these figures show the cost of the saver and the local engine,
not of Azure Data Explorer.

${table(['what', 'aim', 'found', ''], aims.map(row))}`
}

function row(aim: Aim): string[] {
  const { what, atLeast, unit, found } = aim
  const wanted = `${atLeast ? 'at least' : 'at most'} ${aim.aim} ${unit}`
  if (found === undefined) return [what, wanted, 'not measured in this run', '']
  return [what, wanted, `${figure(found)} ${unit}`, isReached(aim) ? 'reached' : '**not reached**']
}
