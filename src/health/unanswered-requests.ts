import type { HealthCheck } from './health-report.ts'
import { makeCheck } from './make-check.ts'

/**
 * Checks whose time ran out are `unknown`, which does not count. So the connection tells that Kusto
 * answered some requests only: otherwise a Kusto that hangs on every command would be `ok`.
 */
export function withUnanswered(
  checks: readonly HealthCheck[],
  unanswered: number,
): readonly HealthCheck[] {
  if (unanswered === 0) return checks
  return checks.map((check) => (check.name === 'connection' ? degraded(check, unanswered) : check))
}

function degraded({ name, detail, figures }: HealthCheck, unanswered: number): HealthCheck {
  const requests = unanswered === 1 ? '1 further request' : `${unanswered} further requests`
  return makeCheck(name, 'degraded', {
    detail: `${detail}, but ${requests} of this check got no answer in time`,
    advice:
      'Give it more time, `timeoutMs` or --timeout. If requests still get no answer, check the load of the cluster.',
    figures: { ...figures, unanswered },
  })
}
