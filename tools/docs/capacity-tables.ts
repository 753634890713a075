import { ASSUMPTIONS } from '../../src/capacity/assumptions.ts'
import { describeBytes, describeNumber } from '../../src/capacity/describe-amount.ts'
import { KUSTO_LIMITS } from '../../src/capacity/kusto-limits.ts'
import { MEASURED_TURNS } from '../../src/capacity/measured-turns.ts'
import { planCapacity, type CapacityPlan } from '../../src/capacity/plan-capacity.ts'

const TURNS = [50, 500, 5_000]
const STATE_BYTES = 20_000

type Row = readonly [name: string, valueOf: (plan: CapacityPlan) => string]

const n = describeNumber

const ROWS: readonly Row[] = [
  ['processes', ({ input }) => n(input.processes)],
  ['ingest requests a second, without group commit', ({ demand }) => n(demand.writesPerSecond)],
  ['with it', ({ demand }) => n(demand.ingestRequestsPerSecond)],
  ['ingest requests under way', ({ demand }) => n(demand.ingestConcurrency)],
  ['cores for them, at 6 each', ({ ingestCores }) => n(ingestCores)],
  ['queries a second', ({ demand }) => n(demand.queriesPerSecond)],
  ['queries under way', ({ demand }) => n(demand.queryConcurrency)],
  ['rows a day', ({ demand }) => n(demand.rowsPerDay)],
  ['JSON a day', ({ demand }) => describeBytes(demand.bytesPerDay)],
  ['stored after 30 days', ({ demand }) => demand.storedBytes.map(describeBytes).join(' to ')],
  ['smallest cluster, all of it hot', ({ cluster }) => `${n(cluster.nodes)} × ${cluster.sku.name}`],
  ['what binds first', ({ limits }) => limits[0]?.name ?? ''],
  ['how full that limit is', ({ limits }) => `${n((limits[0]?.share ?? 0) * 100)} %`],
]

/** Agent turns with a state of 20 kB, at three rates. */
export function agentCapacityTable(): string {
  return planTable('agent')
}

/** The same, stored once a turn. */
export function exitCapacityTable(): string {
  return planTable('agent-exit')
}

/** The same with a spool: what its linger does to requests, streamed and queued. */
export function spooledCapacityTable(): string {
  const rates = TURNS.flatMap((turnsPerSecond) =>
    SPOOLED.map(({ name, ...settings }) => {
      const plan = planCapacity({ ...settings, turnsPerSecond, stateBytes: STATE_BYTES })
      return [
        n(turnsPerSecond),
        name,
        n(plan.demand.ingestRequestsPerSecond),
        n(plan.demand.ingestConcurrency),
        n(plan.ingestCores),
        `${n(plan.cluster.nodes)} × ${plan.cluster.sku.name}`,
        plan.limits[0]?.name ?? '',
      ]
    }),
  )
  return table(
    [
      'turns a second',
      'set-up',
      'ingest requests a second',
      'under way',
      'cores for them',
      'smallest cluster, all of it hot',
      'what binds first',
    ],
    rates,
  )
}

const SPOOLED = [
  { name: '`durable`, streamed' },
  { name: '`spooled`, streamed, 1 s of linger', isSpooled: true },
  { name: '`spooled`, streamed, 5 s of linger', isSpooled: true, lingerMs: 5000 },
  { name: '`spooled`, queued, 10 s of linger', isSpooled: true, lingerMs: 10_000, mode: 'queued' },
] as const

function planTable(shape: CapacityPlan['input']['shape']): string {
  const plans = TURNS.map((turnsPerSecond) =>
    planCapacity({ shape, turnsPerSecond, stateBytes: STATE_BYTES }),
  )
  return table(
    ['turns a second', ...TURNS.map(n)],
    ROWS.map(([name, valueOf]) => [name, ...plans.map(valueOf)]),
  )
}

export function measuredTurnsTable(): string {
  return table(
    [
      'shape',
      'what it is',
      'queries',
      'calls that write',
      'rows',
      'fixed JSON',
      'more for each kB of messages',
    ],
    Object.entries(MEASURED_TURNS).map(
      ([shape, { text, queries, tables, jsonBytesPerStateByte }]) => {
        const all = Object.values(tables)
        return [
          `\`${shape}\``,
          text,
          n(queries),
          n(sum(all.map(({ writes }) => writes))),
          n(sum(all.map(({ rows }) => rows))),
          describeBytes(sum(all.map(({ fixedBytes }) => fixedBytes))),
          describeBytes(1_000 * jsonBytesPerStateByte),
        ]
      },
    ),
  )
}

export function kustoLimitsTable(): string {
  return table(
    ['limit', 'what it bounds', 'page of Microsoft Learn'],
    Object.values(KUSTO_LIMITS).map(({ value, unit, text, source }) => [
      unit.startsWith('bytes')
        ? describeBytes(value) + unit.slice('bytes'.length)
        : `${n(value)} ${unit}`,
      text,
      source,
    ]),
  )
}

export function assumptionsTable(): string {
  return table(
    ['assumed', 'what'],
    Object.values(ASSUMPTIONS).map(({ value, unit, why }) => [`${n(value)} ${unit}`, why]),
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
