import { UsageError } from './usage-error.ts'

/** Rules always keep these. */
const ALWAYS: ReadonlySet<string> = new Set(['job', 'db_namespace', 'server_address'])

/** These would make a rule another one. */
const NEVER: ReadonlySet<string> = new Set(['instance', 'le', '__name__'])

/**
 * The labels of a list like `job,cluster` besides those that rules always keep.
 *
 * @throws UsageError for what is no label of Prometheus
 */
export function keptLabels(list: string): string[] {
  const labels = list.split(',').map((label) => label.trim())
  for (const label of labels) {
    // prometheus.io/docs/concepts/data_model
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) || NEVER.has(label)) {
      throw new UsageError(
        `--labels must list labels that all series of a host share, like job,cluster,environment; ${JSON.stringify(label)} is none`,
      )
    }
  }
  return [...new Set(labels)].filter((label) => !ALWAYS.has(label))
}

/**
 * Rules that keep more labels of hosts: each grouping, each query of a text, and the host's name in
 * it. The generator (`dashboards/rules`) writes the same text when it is given the labels.
 */
export function withLabels(rules: string, more: readonly string[]): string {
  const each = (shown: (label: string) => string): string => more.map(shown).join('')
  return rules
    .replaceAll(
      /\b(?:by|on) \((?:le, )?job\b/g,
      (grouping) => `${grouping}${each((label) => `, ${label}`)}`,
    )
    .replaceAll('{job=%q', (matcher) => `${matcher}${each((label) => `, ${label}=%q`)}`)
    .replaceAll('` $labels.job', (values) => `${values}${each((label) => ` $labels.${label}`)}`)
    .replaceAll(
      '{{ $labels.job }}',
      (host) => `${host}${each((label) => `{{ with $labels.${label} }}/{{ . }}{{ end }}`)}`,
    )
}
