import { ERROR_TYPE } from '../../src/telemetry/shared/semconv.ts'
import { labelOf } from '../promql/metric-names.ts'
import { failedCallsByErrorOver, type TextWindow } from './recording.ts'

/**
 * A sentence of an alert's text that names the most frequent error of its job; empty if no call
 * failed. A label would do it too, but then a change of the most frequent error would end the alert
 * and fire another one. `query` and `first` are functions of Prometheus' templates
 * (prometheus.io/docs, "Template reference").
 */
export function worstErrorOver(window: TextWindow): string {
  const worst = `topk(1, ${failedCallsByErrorOver(window)}{job=%q} > 0)`
  const name = `{{ . | first | label "${labelOf(ERROR_TYPE)}" }}`
  return `{{ with printf \`${worst}\` $labels.job | query }} Most frequent error: ${name}.{{ end }}`
}
