import { notSupported } from '../failures/bad-request.ts'
import type { EngineCommand, ResultTable } from '../engine/engine.ts'
import { kustoErrorsOnly } from '../failures/internal-failure.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { CommandContext, type CommandHandler } from './command-context.ts'
import { CommandReader } from './command-reader.ts'
import { COMMANDS } from './command-table.ts'
import { executeScript } from './script.ts'
import { queryResult, splitAtPipe } from './piped-result.ts'

/** Runs one management command, all or nothing. */
export function runCommand(workspace: Workspace, request: EngineCommand): ResultTable {
  return kustoErrorsOnly(() => run(workspace, request))
}

function run(workspace: Workspace, request: EngineCommand): ResultTable {
  const { command, query } = splitAtPipe(request.text)
  const context = new CommandContext(workspace, request, (text) =>
    runCommand(workspace, { ...request, text }),
  )
  const reader = new CommandReader(command)
  if (!reader.take('.')) throw reader.refuse("a management command, which begins with '.',")
  // a script is no transaction: earlier commands stay after an error
  if (reader.take('execute', 'database', 'script')) return executeScript(reader, context)
  const handler = findHandler(reader)
  const result = workspace.changes.apply(() => handler(reader, context))
  return query === undefined ? result : queryResult(context, result, query)
}

const LONGEST_BEGINNING = 4

/** The entry with the most words that the command starts with. */
function findHandler(reader: CommandReader): CommandHandler {
  const words: string[] = []
  while (words.length < LONGEST_BEGINNING) {
    const token = reader.peek(words.length)
    if (token?.kind !== 'word') break
    words.push(token.value.toLowerCase())
  }
  for (let count = words.length; count > 0; count -= 1) {
    const handler = COMMANDS[words.slice(0, count).join(' ')]
    if (handler === undefined) continue
    reader.take(...words.slice(0, count))
    return handler
  }
  throw notSupported(`the management command '.${words.join(' ')}'`)
}
