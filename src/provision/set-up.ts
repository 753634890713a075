import { KustoSaverError } from '../errors.ts'
import type { RequestPolicy } from '../kusto/request-policy.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { provision, type ProvisionOptions, type ProvisionReport } from './apply.ts'
import { checkProvisioned } from './check-provisioned.ts'
import { checkSchema, type CheckSchemaOptions } from './check-schema.ts'
import { LOST_DATA_REMEDY, isLost } from './lost-data.ts'
import { withDatabaseNames } from './with-database-names.ts'
import { commandPolicy } from './retrying-client.ts'
import { formatFindings, type SchemaReport } from './schema-report.ts'

/** What `setup()` checks, and whether it creates what is missing. */
export interface SetUpOptions extends ProvisionOptions, CheckSchemaOptions {
  /** Whether to create what is missing. @default false */
  readonly provision?: boolean | undefined
}

/** The result of `setup()`. */
export interface SetUpReport extends SchemaReport {
  /** The result of provisioning; absent if nothing had to be done. */
  readonly provisioned?: ProvisionReport
}

/**
 * Checks that the database is ready for the checkpointer, and creates what is missing on request.
 * If nothing is missing it changes nothing, so an application may call it at every start. Warnings
 * do not count as missing: they are in the report, and `langgraph-kusto provision` repairs them.
 *
 * @throws KustoSaverError `NOT_PROVISIONED`, with every finding and the command that repairs it;
 *   `DATABASE_NOT_FOUND`; `INVALID_OPTION`
 * @throws KustoError if the schema cannot be read
 */
export async function setUpSchema(
  client: KustoClient,
  options: SetUpOptions = {},
  policy: RequestPolicy = commandPolicy(),
): Promise<SetUpReport> {
  return withDatabaseNames(client, () => setUp(client, options, policy))
}

async function setUp(
  client: KustoClient,
  options: SetUpOptions,
  policy: RequestPolicy,
): Promise<SetUpReport> {
  const found = await checkSchema(client, options, policy)
  if (options.provision !== true || found.isReady) return readyOnly(found)
  const provisioned = await provision(client, options, policy)
  const report = await checkProvisioned(client, provisioned, options, policy)
  return { ...readyOnly(report, provisioned), provisioned }
}

function readyOnly(report: SchemaReport, provisioned?: ProvisionReport): SchemaReport {
  if (report.isReady) return report
  throw notProvisioned(report, provisioned)
}

function notProvisioned(
  report: SchemaReport,
  provisioned: ProvisionReport | undefined,
): KustoSaverError {
  const failures = (provisioned?.steps ?? []).filter(({ result }) => result === 'failed')
  const wayOut = report.findings.some(isLost)
    ? LOST_DATA_REMEDY
    : provisioned === undefined
      ? 'Run `langgraph-kusto provision`, call setup({ provision: true }), or have an administrator run provision/*.kql.'
      : 'Provisioning failed. An administrator can run provision/*.kql.'
  const refused = failures.map(({ command, reason }) => `  refused: ${command}\n      ${reason}`)
  return new KustoSaverError(
    'NOT_PROVISIONED',
    [
      'The database is not ready for the checkpointer. ' + wayOut,
      formatFindings(report.findings),
      ...refused,
    ].join('\n'),
    { operation: 'setup' },
  )
}
