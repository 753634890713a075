import type { HealthCheck, HealthCheckName, HealthCheckStatus } from './health-report.ts'

export interface CheckText {
  readonly detail: string
  readonly advice?: string
  readonly figures?: Readonly<Record<string, number>>
}

export function makeCheck(
  name: HealthCheckName,
  status: HealthCheckStatus,
  { detail, advice = '', figures = {} }: CheckText,
): HealthCheck {
  return { name, status, detail, advice, figures }
}
