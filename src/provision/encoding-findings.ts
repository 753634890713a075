import type { TableSchema } from '../tables/schema.ts'
import { member } from '../kusto/json-value.ts'
import type { SchemaFinding } from './schema-report.ts'
import { commandStarting, type ProvisionScript } from './scripts.ts'
import type { StoredTable } from './stored-schema.ts'
import { unreadable } from './table-findings.ts'

const PROFILE = 'BigObject32'
/** The size limit of the profile (kusto/management/alter-encoding-policy.md). */
const MAX_VALUE_BYTES = 33_554_432

/** Payloads of any size must be read back unchanged. */
export function encodingFindings(
  scripts: readonly ProvisionScript[],
  table: TableSchema,
  { encodings }: StoredTable,
): readonly SchemaFinding[] {
  return [...encodings].flatMap(([column, policy]): readonly SchemaFinding[] => {
    const entity = `${table.name}.${column}`
    if ('refusal' in policy) return [unreadable(`${entity} policy encoding`, policy)]
    if (holdsLargeValues(policy.value)) return []
    return [
      {
        kind: 'encoding-missing',
        severity: 'error',
        entity,
        message:
          `without the encoding policy ${PROFILE} Kusto silently truncates values above 1 MB; ` +
          'the policy only applies to rows stored after it is set',
        command: commandStarting(scripts, `.alter column ${entity} policy encoding`),
      },
    ]
  })
}

/**
 * A cluster prints one object with `Profile` and `MaxValueSize`
 * (favoretti/terraform-provider-adx#59). The size decides, because it may have been set separately.
 */
function holdsLargeValues(policy: unknown): boolean {
  const size = member(policy, 'MaxValueSize')
  if (size !== undefined && size !== null) return Number(size) >= MAX_VALUE_BYTES
  return String(member(policy, 'Profile')).toLowerCase() === PROFILE.toLowerCase()
}
