import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { ingestion } from './boards/ingestion.ts'
import { kustoClient } from './boards/kusto-client.ts'
import { loadTest } from './boards/load-test.ts'
import { overview } from './boards/overview.ts'
import { threads } from './boards/threads.ts'
import { withHostLabels } from './grafana/host-labels.ts'
import { KeptLabels } from './rules/kept-labels.ts'
import { alertsYaml, recordingYaml } from './rules/rule-texts.ts'

export interface GeneratedFile {
  /** Below `dashboards/out`. */
  readonly path: string
  readonly text: string
}

export function dashboards(): Dashboard[] {
  return [overview(), kustoClient(), ingestion(), loadTest(), threads()]
}

/**
 * All that is generated.
 *
 * @param labels - labels of hosts besides `job`, which rules keep and dashboards choose by
 */
export function generatedFiles(labels: readonly string[] = []): GeneratedFile[] {
  const kept = new KeptLabels(labels)
  const boards = dashboards().map((dashboard) => ({
    path: `${dashboard.uid ?? ''}.json`,
    text: `${JSON.stringify(withHostLabels(dashboard, labels), undefined, 2)}\n`,
  }))
  return [
    ...boards,
    { path: 'rules/recording.yml', text: recordingYaml(kept) },
    { path: 'rules/alerts.yml', text: alertsYaml(kept) },
  ]
}
