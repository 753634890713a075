import type { RuleGroupFile } from '../../../test/suites/dashboards/generated-out.ts'

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/**
 * The same rules where time runs faster by a factor.
 *
 * - Pending periods, windows and offsets are divided by it.
 * - Rates are divided by it too: Prometheus counts per real second, the bounds are per fast second.
 * - Percentiles of latency are divided by it: hosts measure in fast time, but work is as slow as
 *   ever, so the bounds apply in real seconds.
 * - Ages stay, because hosts measure them in fast time. Numbers of calls in a window stay as well.
 */
export function compressRules(groups: readonly RuleGroupFile[], factor: number): RuleGroupFile[] {
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({
      ...rule,
      expr: compressed(rule.expr, factor),
      ...(rule.for === undefined ? {} : { for: shorter(rule.for, factor) }),
    })),
  }))
}

function compressed(expr: string, factor: number): string {
  const windows = expr
    .replaceAll(/\[([^\]]+)\]/g, (_, span: string) => `[${shorter(span, factor)}]`)
    .replaceAll(/\boffset (\w+)/g, (_, span: string) => `offset ${shorter(span, factor)}`)
  const rates = windows.replaceAll(/\brate\([^()]+\)/g, (rate) => `(${rate} / ${factor})`)
  return rates.startsWith('histogram_quantile(') ? `${rates} / ${factor}` : rates
}

function shorter(span: string, factor: number): string {
  const [, amount = '', unit = ''] = /^(\d+)([smhd])$/.exec(span) ?? []
  const unitMs = UNITS_MS[unit]
  if (unitMs === undefined) throw new Error(`'${span}' is no duration like 5m.`)
  return `${Math.round((Number(amount) * unitMs) / factor)}ms`
}
