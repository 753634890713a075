import type { RequestPolicy } from '../kusto/request-policy.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { SWITCH_STREAMING_ON } from '../kusto/streaming-switch.ts'
import type { ProvisionReport } from './apply.ts'
import { checkSchema, type CheckSchemaOptions } from './check-schema.ts'
import type { SchemaReport } from './schema-report.ts'

/**
 * Checks the result of provisioning, and explains missing objects with Kusto's errors. @throws
 * KustoError
 */
export async function checkProvisioned(
  client: KustoClient,
  { steps }: ProvisionReport,
  options: CheckSchemaOptions,
  policy?: RequestPolicy,
): Promise<SchemaReport> {
  const report = await checkSchema(client, options, policy)
  if (!steps.some(({ reason }) => reason.includes(SWITCH_STREAMING_ON))) return report
  const findings = report.findings.map((finding) =>
    finding.kind === 'streaming-off'
      ? { ...finding, message: SWITCH_STREAMING_ON, command: '' }
      : finding,
  )
  return { ...report, findings }
}
