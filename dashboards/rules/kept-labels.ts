import { OF_DATABASE, type AttributeDefinition } from '../../src/telemetry/core/semconv.ts'
import { labelOf } from '../promql/metric-names.ts'

type Label = AttributeDefinition | string

/**
 * The labels that rules keep: those of a host, by default its job, and those of a database. So two
 * databases in one process are two service levels.
 */
export class KeptLabels {
  /** Labels of a host, `job` first. */
  readonly ofHost: readonly string[]
  /** These, and the database and its server. */
  readonly ofDatabase: readonly string[]
  /** These, and the process: bounds of buffers apply to each. */
  readonly ofProcess: readonly string[]
  /** Names the host in the text of an alert. */
  readonly host: string

  /** @param more - labels of hosts besides `job`, such as `cluster` and `environment` */
  constructor(more: readonly string[] = []) {
    this.ofHost = ['job', ...more]
    this.ofDatabase = [...this.ofHost, ...OF_DATABASE.map((attribute) => labelOf(attribute))]
    this.ofProcess = [...this.ofDatabase, 'instance']
    const others = more.map((label) => `{{ with $labels.${label} }}/{{ . }}{{ end }}`)
    this.host = `{{ $labels.job }}${others.join('')}`
  }

  /** Grouping by database, and by these labels within one. */
  by(...more: readonly Label[]): { readonly by: readonly Label[] } {
    return { by: [...this.ofDatabase, ...more] }
  }
}
