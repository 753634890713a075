import type { Relation } from '../relation/relation.ts'
import { emptyValue, stateId, type Check, type Scan } from './scan-steps.ts'

/** The common tables of one scan. */
export interface Names {
  readonly rows: string
  readonly states: string
}

/** Whether a state belongs to a record of its own group. */
export function samePartition({ partition }: Relation, names: Names, at: string): string {
  const { rows, states } = names
  const group =
    partition === undefined ? '' : ` and ${rows}.${partition} is ${states}."$scan.group"`
  return `${rows}."$scan.at" = ${states}.${at}${group}`
}

/**
 * Two levels of recursion for each record and step: one finds out which check the record passes,
 * the next one updates the state. `$flag` is null before the first, then 1 or 2 by the check, or 0.
 */
export function scanStates(scan: Scan, names: Names): string {
  const { partition } = scan.rows
  const count = scan.steps.length
  const state = stateColumns(scan)
  const columns = ['at', 'step', 'flag', 'matches', 'out', 'row', 'group'].map(
    (name) => `"$scan.${name}"`,
  )
  const first = [
    '1',
    String(count - 1),
    'null',
    '0',
    'null',
    'null',
    partition ?? 'null',
    ...state.map(({ empty }) => empty),
  ]
  const isUpdate = '"$scan.flag" is not null'
  const isDone = `${isUpdate} and "$scan.step" = 0`
  const next = [
    `${names.states}."$scan.at" + (${isDone})`,
    `case when ${isDone} then ${count - 1} else "$scan.step" - (${isUpdate}) end`,
    `case when ${isUpdate} then null else ${flag(scan)} end`,
    `"$scan.matches" + (${isUpdate} and "$scan.step" = 0 and "$scan.flag" = 2 and not "$0.active")`,
    `case when "$scan.flag" > 0 and "$scan.step" in (${outputSteps(scan)}) then "$scan.step" end`,
    `${names.states}."$scan.at"`,
    '"$scan.group"',
    ...state.map(({ next: sql }) => sql),
  ]
  const ids = [...columns, ...state.map(({ id }) => id)].join(', ')
  return `${names.states}(${ids}) as (select ${first.join(', ')} from ${names.rows} where "$scan.at" = 1 union all select ${next.join(', ')} from ${names.states} join ${names.rows} on ${samePartition(scan.rows, names, '"$scan.at"')} where (${names.states}."$scan.at" & 1023 or kql_running(1024)))`
}

function outputSteps({ steps }: Scan): string {
  return steps.flatMap(({ isOutput }, at) => (isOutput ? [at] : [])).join(', ')
}

/** Which check the record passes at the current step. */
function flag({ steps }: Scan): string {
  const cases = steps.map(({ promoting, continuing }, at) => {
    const check1 =
      promoting === undefined ? '' : ` when "$${at - 1}.active" and ${promoting.condition} then 1`
    const isOpen = at === 0 ? '' : `"$${at}.active" and `
    return `when ${at} then case${check1} when ${isOpen}${continuing.condition} then 2 else 0 end`
  })
  return `case "$scan.step" ${cases.join(' ')} end`
}

interface StateColumn {
  readonly id: string
  readonly empty: string
  /** Its value at the next level. */
  readonly next: string
}

/** For each step: whether a sequence is active, its match, its record and those before it. */
function stateColumns(scan: Scan): readonly StateColumn[] {
  return scan.steps.flatMap(({ promoting, continuing }, at) => {
    const column = (id: string, empty: string, sql: Updates): StateColumn => ({
      id,
      empty,
      next: updated(at, { id, empty, ...sql }),
    })
    const records = Array.from({ length: at + 1 }, (_, of) =>
      Array.from(scan.remembered[of] ?? [], (name) => {
        const own = (check: Check | undefined) => (of === at ? check?.value(name) : undefined)
        return column(stateId(at, of, name), emptyValue(scan, name), {
          promoted: own(promoting) ?? stateId(at - 1, of, name),
          continued: own(continuing),
        })
      }),
    )
    return [
      column(`"$${at}.active"`, '0', { promoted: '1', continued: '1' }),
      column(`"$${at}.match"`, 'null', {
        promoted: `"$${at - 1}.match"`,
        continued:
          at === 0 ? 'case when "$0.active" then "$0.match" else "$scan.matches" end' : undefined,
      }),
      ...records.flat(),
    ]
  })
}

interface Updates {
  readonly promoted: string
  /** Undefined if it stays as it is. */
  readonly continued: string | undefined
}

function updated(
  at: number,
  { id, empty, promoted, continued }: Updates & Pick<StateColumn, 'id' | 'empty'>,
): string {
  const cases = [
    ...(at === 0 ? [] : [`when "$scan.step" = ${at} and "$scan.flag" = 1 then ${promoted}`]),
    ...(continued === undefined
      ? []
      : [`when "$scan.step" = ${at} and "$scan.flag" = 2 then ${continued}`]),
    // promoted to the next step, which leaves this one empty
    `when "$scan.step" = ${at + 1} and "$scan.flag" = 1 then ${empty}`,
  ]
  return `case ${cases.join(' ')} else ${id} end`
}
