import type { KustoClient } from '../kusto/kusto-client.ts'
import { ownDays } from './effective-retention.ts'
import { daysText, isShorter } from './period.ts'
import { leastStateDays, periodToSet, type WantedRetention } from './period-to-set.ts'
import { readRetention, RETENTION_OWNERS } from './read-retention.ts'
import { graceDaysOf, retentionTarget, type RetentionTarget } from './retention.ts'
import { provisionScripts } from './scripts.ts'
import type { StoredSchema } from './stored-schema.ts'

/**
 * Why a command that sets a period is not sent; undefined if it must be sent, and for all other
 * commands. A period that is long enough stays, unless it may be shortened. Reads the policy again
 * just before, because another provisioning may have set it meanwhile.
 */
export async function reasonToKeepPeriod(
  client: KustoClient,
  command: string,
  schema: StoredSchema,
  wanted: WantedRetention,
): Promise<string | undefined> {
  const target = retentionTarget(command)
  if (target === undefined || mayShorten(wanted)) return undefined
  const now = await readRetention(client, schema.databaseName, [target.entity])
  const days = ownDays(now, target.entity)
  if (days === undefined || !isToBeKept(days, target, schema, wanted)) return undefined
  return keptText(days, target, wanted)
}

function isToBeKept(
  days: number,
  { entity, policy }: RetentionTarget,
  schema: StoredSchema,
  wanted: WantedRetention,
): boolean {
  const least = leastStateDays(schema, wanted)
  const grace = graceDaysOf(entity)
  if (policy === 'retention') return !isShorter(days, least + grace)
  // the hot period follows the retention that this run has set, or was asked for
  const { retentionDays } = wanted
  const wasThere = ownDays(schema.retention, entity) !== undefined
  return (
    (retentionDays === undefined && wasThere) || isShorter((retentionDays ?? least) + grace, days)
  )
}

function keptText(
  days: number,
  { entity }: RetentionTarget,
  { retentionDays }: WantedRetention,
): string {
  const kept = `rows are already kept for ${daysText(days)}`
  if (retentionDays === undefined) return kept
  const asked = retentionDays + graceDaysOf(entity)
  if (!isShorter(asked, days)) return kept
  return `${kept} and not shortened to ${asked}, since that deletes data: use --shorten-retention (shortenRetention) to do it`
}

/**
 * Maximum number of times that periods are set again because another provisioning changed them
 * concurrently.
 */
const MOST_ROUNDS = 5

export interface PeriodCommand {
  readonly script: string
  readonly command: string
}

/**
 * The remaining commands, round after round, until the periods are right. So two concurrent
 * provisionings with different periods result in the longer one, or in that of the one that may
 * shorten.
 *
 * @yields each command of a round; the next round starts when they were sent
 */
export async function* periodsToSetAgain(
  client: KustoClient,
  { databaseName, sourceHasRows }: StoredSchema,
  wanted: WantedRetention,
): AsyncGenerator<PeriodCommand> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const retention = await readRetention(client, databaseName, [...RETENTION_OWNERS.keys()])
    const due = await commandsDue({ retention, sourceHasRows }, wanted)
    if (due.length === 0) return
    yield* due
  }
}

type StoredPeriods = Pick<StoredSchema, 'retention' | 'sourceHasRows'>

async function commandsDue(
  periods: StoredPeriods,
  wanted: WantedRetention,
): Promise<readonly PeriodCommand[]> {
  const scripts = provisionScripts(periodToSet(periods, wanted))
  return scripts.flatMap(({ name: script, commands }) =>
    commands
      .filter((command) => isDue(command, periods, wanted))
      .map((command) => ({ script, command })),
  )
}

function isDue(command: string, periods: StoredPeriods, wanted: WantedRetention): boolean {
  const target = retentionTarget(command)
  if (target?.policy !== 'retention') return false
  const days = ownDays(periods.retention, target.entity)
  if (days === undefined) return false
  const needed = leastStateDays(periods, wanted) + graceDaysOf(target.entity)
  return mayShorten(wanted) ? days !== needed : isShorter(days, needed)
}

function mayShorten({ retentionDays, shortenRetention }: WantedRetention): boolean {
  return retentionDays !== undefined && shortenRetention === true
}
