/** Prometheus' rule files (prometheus.io/docs, "Recording rules" and "Alerting rules"). */
export interface RecordingRule {
  /** `level:metric:operations` */
  readonly record: string
  readonly expr: string
}

export interface AlertRule {
  readonly alert: string
  readonly expr: string
  /** How long the expression must hold. */
  readonly for: string
  readonly labels: { readonly severity: 'critical' | 'warning' }
  readonly annotations: {
    readonly summary: string
    readonly description: string
    readonly runbook_url: string
    readonly dashboard_url: string
  }
}

export interface RuleGroup<Rule> {
  readonly name: string
  readonly rules: readonly Rule[]
}
