import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Limit } from './panel-text.ts'

/** Grafana wants its first step without a value: below all limits. */
export function thresholds(
  base: Limit['color'],
  limits: readonly Limit[],
): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([
      { value: null, color: base },
      ...limits.map(({ from, color }) => ({ value: from, color })),
    ])
}
