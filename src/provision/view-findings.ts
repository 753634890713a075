import { LATEST_VIEW } from '../tables/schema.ts'
import type { SchemaFinding } from './schema-report.ts'
import { commandStarting, type ProvisionScript } from './scripts.ts'
import type { StoredSchema, StoredView } from './stored-schema.ts'
import { backfillCommand } from './view-source.ts'
import { isSameQuery, viewQueryOf } from './view-query.ts'

const entity = LATEST_VIEW.name

export function viewFindings(
  scripts: readonly ProvisionScript[],
  { view, sourceHasRows }: StoredSchema,
): readonly SchemaFinding[] {
  const create = commandStarting(scripts, CREATE_VIEW)
  if (view === undefined) return [missingView(create, sourceHasRows)]
  return [...definitionFindings(create, view), ...enabledFindings(view)]
}

function missingView(create: string, hasRows: boolean): SchemaFinding {
  return {
    kind: 'view-missing',
    severity: 'error',
    entity,
    message: hasRows
      ? 'the materialized view does not exist; the command fills it in the background: wait until `.show operations` shows Completed'
      : 'the materialized view does not exist',
    command: hasRows ? backfillCommand(create) : create,
  }
}

export const CREATE_VIEW = '.create ifnotexists materialized-view'

function definitionFindings(create: string, view: StoredView): readonly SchemaFinding[] {
  const expected = viewQueryOf(create)
  if (view.source === LATEST_VIEW.source && isSameQuery(view.query, expected)) return []
  return [
    {
      kind: 'view-differs',
      severity: 'error',
      entity,
      message:
        `the materialized view has another definition, on ${view.source}: ${view.query.trim()}\n` +
        'Drop it, then provision again to create and fill it.',
      command: `.drop materialized-view ${entity}`,
    },
  ]
}

function enabledFindings(view: StoredView): readonly SchemaFinding[] {
  if (view.isEnabled) return []
  const message =
    'the materialized view is disabled: queries stay correct but become slow, because they read all rows since then'
  const command = `.enable materialized-view ${entity}`
  return [{ kind: 'view-disabled', severity: 'warning', entity, message, command }]
}
