import { KustoSaverError } from '../errors.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { provision, type ProvisionOptions, type ProvisionReport } from './apply.ts'
import { checkSchema, type CheckSchemaOptions } from './check-schema.ts'
import { formatFindings, type SchemaReport } from './schema-report.ts'

export interface SetUpOptions extends ProvisionOptions, CheckSchemaOptions {
  /** Whether to create what is missing first. @default false */
  readonly provision?: boolean | undefined
}

export interface SetUpReport extends SchemaReport {
  /** What provisioning did, when it was asked for. */
  readonly provisioned?: ProvisionReport
}

/**
 * Makes sure that the database has what the checkpointer needs; creates it first when asked to.
 *
 * @throws KustoSaverError `NOT_PROVISIONED`, with every finding and the command that mends it; `INVALID_OPTION`
 * @throws KustoError when the schema cannot be read
 */
export async function setUpSchema(
  client: KustoClient,
  options: SetUpOptions = {},
): Promise<SetUpReport> {
  const provisioned = options.provision === true ? await provision(client, options) : undefined
  const report = await checkSchema(client, options)
  if (!report.isReady) throw notProvisioned(report, provisioned)
  return provisioned === undefined ? report : { ...report, provisioned }
}

function notProvisioned(
  report: SchemaReport,
  provisioned: ProvisionReport | undefined,
): KustoSaverError {
  const failures = (provisioned?.steps ?? []).filter(({ result }) => result === 'failed')
  const wayOut =
    provisioned === undefined
      ? 'Run `langgraph-kusto provision`, call setup({ provision: true }), or have an administrator run provision/*.kql.'
      : 'Provisioning was tried; an administrator can run provision/*.kql.'
  const refused = failures.map(({ command, reason }) => `  refused: ${command}\n      ${reason}`)
  return new KustoSaverError(
    'NOT_PROVISIONED',
    [
      'The database lacks what the checkpointer needs. ' + wayOut,
      formatFindings(report.findings),
      ...refused,
    ].join('\n'),
    { operation: 'setup' },
  )
}
