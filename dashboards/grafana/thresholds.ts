import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Limit } from './panel-text.ts'

/** Grafana expects the first step, below all limits, without a value. */
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
