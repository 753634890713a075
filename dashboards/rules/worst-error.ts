import { ERROR_TYPE } from '../../src/telemetry/core/semconv.ts'
import { labelOf } from '../promql/metric-names.ts'
import type { KeptLabels } from './kept-labels.ts'
import { failedCallsByErrorOver, type TextWindow } from './recording.ts'

/**
 * A sentence of an alert's text that names the most frequent error of its database; empty if no
 * call failed. A label would do it too, but then a change of the most frequent error would end the
 * alert and fire another one. `query` and `first` are functions of Prometheus' templates
 * (prometheus.io/docs, "Template reference").
 */
export function worstErrorOver(window: TextWindow, { ofDatabase }: KeptLabels): string {
  const matchers = ofDatabase.map((label) => `${label}=%q`).join(', ')
  const values = ofDatabase.map((label) => `$labels.${label}`).join(' ')
  const worst = `topk(1, ${failedCallsByErrorOver(window)}{${matchers}} > 0)`
  const name = `{{ . | first | label "${labelOf(ERROR_TYPE)}" }}`
  return `{{ with printf \`${worst}\` ${values} | query }} Most frequent error: ${name}.{{ end }}`
}
