import { runCommand } from './commands/run-command.ts'
import type { EngineCommand, ResultTable } from './engine/engine.ts'
import { badRequest } from './failures/bad-request.ts'
import { requestOptions } from './query/request-options.ts'
import { serverTimeoutMs } from './query/server-timeout.ts'
import { withinBudget } from './sqlite/query-budget.ts'
import type { Workspace } from './workspace/workspace.ts'

/** The engine holds all rows of a command before it stores them. */
const MAX_ROWS_MADE = 5_000_000
/** concepts/query-limits.md: 10 minutes for commands. */
const DEFAULT_TIMEOUT = '00:10:00'

/** Runs a management command within its time limit, according to its request properties. */
export function answerCommand(workspace: Workspace, request: EngineCommand): ResultTable {
  const options = requestOptions(request.options)
  refuseChange(request, options)
  const maxMs = serverTimeoutMs({ servertimeout: DEFAULT_TIMEOUT, ...options })
  return withinBudget({ maxMs, maxRows: MAX_ROWS_MADE }, () => runCommand(workspace, request))
}

/** `request_readonly` lets only `.show` pass (api/rest/request-properties.md). */
function refuseChange({ text }: EngineCommand, options: Readonly<Record<string, unknown>>): void {
  const isReadOnly = ['request_readonly', 'request_readonly_hardline'].some(
    (name) => String(options[name]) === 'true',
  )
  if (!isReadOnly || /^\s*\.show\b/i.test(text)) return
  throw badRequest(
    'Cannot invoke the control command: the request_readonly flag is set, which lets .show pass only.',
  )
}
