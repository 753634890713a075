import { EXPECTATIONS } from '../expectations.ts'
import type { HostReport } from '../host/messages.ts'
import { minutesOf } from '../host/time-factor.ts'
import type { Outcome, TimedAlert } from '../run/run-fault.ts'
import { complaints, linesPerMinute, shortName } from './complaints.ts'

export interface Row {
  readonly outcome: Outcome
  readonly complaints: readonly string[]
}

export function rowsOf(outcomes: readonly Outcome[]): readonly Row[] {
  return outcomes.map((outcome) => {
    const expected = EXPECTATIONS[outcome.name]
    if (expected === undefined) throw new Error(`Nothing is expected of '${outcome.name}'.`)
    return { outcome, complaints: complaints(outcome, expected) }
  })
}

const HEAD = [
  'fault',
  'fired, after minutes (real seconds)',
  'had to fire, within minutes',
  'health names, after minutes',
  'failed calls: metrics, log, spans',
  'lines a minute',
  'as expected',
]

/** The drill's table in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [HEAD, HEAD.map(() => '---'), ...rows.map(cellsOf)]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function cellsOf({ outcome, complaints: wrong }: Row): readonly string[] {
  const { name, fired, firedAfterRepair, report } = outcome
  const late = firedAfterRepair.map((alert) => `${alertText(alert)}, after the repair`)
  return [
    name,
    [...fired.map(alertText), ...late].join('<br>') || 'nothing',
    hadToFire(name),
    report === undefined ? 'no host' : healthText(report),
    report === undefined ? 'no host' : countsText(report),
    report === undefined ? 'no host' : linesPerMinute(report).toFixed(1),
    wrong.length === 0 ? 'yes' : `**no**: ${wrong.join('; ')}`,
  ]
}

function alertText(alert: TimedAlert): string {
  return `${shortName(alert)} ${timesText(alert.afterMs)}`
}

function timesText(realMs: number): string {
  return `${minutesOf(realMs).toFixed(1)} (${Math.round(realMs / 1000)})`
}

function hadToFire(name: string): string {
  const { fires = {} } = EXPECTATIONS[name] ?? {}
  const texts = Object.entries(fires).map(([alert, within]) => `${alert} ${within}`)
  return texts.join('<br>') || 'nothing'
}

function healthText({ health }: HostReport): string {
  const { wrong, afterMs } = health
  if (wrong.length === 0) return 'nothing'
  const after = afterMs === undefined ? '' : `, ${minutesOf(afterMs).toFixed(1)}`
  return `${wrong.join(', ')}${after}`
}

function countsText({ failures }: HostReport): string {
  const { metrics, lines, spans } = failures
  return [metrics, lines, spans].join(', ')
}
