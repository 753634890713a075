import { describeBytes, describeNumber, describePercent } from '../../capacity/describe-amount.ts'
import type { LimitShare } from '../../capacity/limit-shares.ts'
import type { CapacityPlan } from '../../capacity/plan-capacity.ts'

const WIDTH = 30

/** Formats the plan for a terminal. */
export function describePlan(plan: CapacityPlan): string {
  return [
    ...figures(plan).map(([name, value]) => `${name.padEnd(WIDTH)}${value}`),
    '',
    'Limits, tightest first:',
    ...plan.limits.flatMap(describeLimit),
    '',
    'Calculated from documented limits and counted requests; not measured on a cluster.',
    'docs/operations/capacity.md explains the formulae and the assumptions.',
  ].join('\n')
}

function figures({ input, demand, cluster, ingestCores }: CapacityPlan): [string, string][] {
  const n = describeNumber
  const bytes = describeBytes
  return [
    ['Turns', `${n(input.turnsPerSecond)}/s, shape ${input.shape}, ${input.mode}`],
    ['State', `${bytes(input.stateBytes)}; ${n(input.processes)} processes`],
    [
      'Ingest requests',
      `${n(demand.ingestRequestsPerSecond)}/s, ${n(demand.writesPerSecond)}/s without group commit`,
    ],
    ['Ingest requests under way', `${n(demand.ingestConcurrency)} (${n(ingestCores)} cores)`],
    ['Queries', `${n(demand.queriesPerSecond)}/s, ${n(demand.queryConcurrency)} under way`],
    ['Rows', `${n(demand.rowsPerDay)} a day`],
    ['Ingested JSON', `${bytes(demand.bytesPerDay)} a day`],
    [`Stored after ${n(input.days)} days`, between(demand.storedBytes)],
    [`Hot for ${n(input.hotDays)} days`, between(demand.hotBytes)],
    ['Smallest cluster', `${n(cluster.nodes)} × ${cluster.sku.name} (${n(cluster.cores)} cores)`],
  ]
}

function between([least, most]: readonly [number, number]): string {
  return `${describeBytes(least)} to ${describeBytes(most)}, compression assumed`
}

function describeLimit({ name, share, need, limit, unit, source, advice }: LimitShare): string[] {
  const amount = (value: number): string =>
    unit === 'requests' ? describeNumber(value) : describeBytes(value) + unit.slice('bytes'.length)
  const line = `  ${describePercent(share).padStart(9)}  ${name}: ${amount(need)} of ${amount(limit)}`
  const more = [`             ${source}`, `             tune: ${advice}`]
  return share > 0.5 ? [line, ...more] : [line]
}
