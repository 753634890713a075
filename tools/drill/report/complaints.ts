import { PREFIX } from '../../../dashboards/rules/alert.ts'
import { MOST_LINES_PER_MINUTE, type Expectation } from '../expectations.ts'
import type { HostReport } from '../host/messages.ts'
import { minutesOf } from '../host/time-factor.ts'
import type { Outcome, TimedAlert } from '../run/run-fault.ts'

/** What was not as expected; empty if all was. */
export function complaints(outcome: Outcome, expected: Expectation): readonly string[] {
  const { report } = outcome
  return [
    ...aboutAlerts(outcome, expected),
    ...(report === undefined ? [] : aboutHost(report, expected)),
  ]
}

/** Without the common prefix. */
export function shortName({ alert }: TimedAlert): string {
  return alert.replace(PREFIX, '')
}

function aboutAlerts(
  { fired, firedAfterRepair }: Outcome,
  { fires, mayFire = [] }: Expectation,
): readonly string[] {
  const isExpected = (alert: TimedAlert): boolean =>
    shortName(alert) in fires || mayFire.includes(shortName(alert))
  const missing = Object.entries(fires).flatMap(([name, within]) => {
    const found = fired.find((alert) => shortName(alert) === name)
    if (found === undefined) return [`${name} did not fire`]
    const after = minutesOf(found.afterMs)
    return after <= within ? [] : [`${name} took ${after.toFixed(1)} min, not ${within}`]
  })
  return [
    ...missing,
    ...fired.filter((alert) => !isExpected(alert)).map((alert) => `${shortName(alert)} fired`),
    ...firedAfterRepair.map((alert) => `${shortName(alert)} fired after the repair`),
  ]
}

function aboutHost(report: HostReport, expected: Expectation): readonly string[] {
  return [...aboutHealth(report, expected), ...aboutCounts(report), ...aboutLines(report, expected)]
}

function aboutHealth({ health }: HostReport, expected: Expectation): readonly string[] {
  if (expected.health === undefined) return []
  if (expected.health.length === 0) {
    return health.wrong.map((name) => `health names ${name}, but nothing is wrong`)
  }
  return expected.health
    .filter((name) => !health.wrong.includes(name))
    .map((name) => `health does not name ${name}`)
}

function aboutCounts({ failures }: HostReport): readonly string[] {
  const { metrics, lines, spans } = failures
  if (metrics === lines && lines === spans) return []
  return [`metrics count ${metrics} failed calls, the log ${lines}, spans ${spans}`]
}

function aboutLines(report: HostReport, expected: Expectation): readonly string[] {
  const { mostLinesPerMinute = MOST_LINES_PER_MINUTE } = expected
  const perMinute = linesPerMinute(report)
  return perMinute <= mostLinesPerMinute ? [] : [`${perMinute.toFixed(1)} lines a minute`]
}

export function linesPerMinute({ lines, minutes }: HostReport): number {
  return lines / minutes
}
