import { randomUUID } from 'node:crypto'
import type { EngineCommand } from '../engine/engine.ts'
import { badRequest } from '../failures/bad-request.ts'
import { KustoError } from '../../kusto-error.ts'
import type { CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'

/** Progress of scripts: one that had to wait for the parser continues where it stopped. */
const INTERRUPTED = new WeakMap<EngineCommand, unknown[][]>()

/**
 * `.execute database script [with (…)] <| commands`: runs one command after another, without a
 * transaction around them. Stops at the first error unless ContinueOnErrors, and still succeeds
 * unless ThrowOnErrors; skips `.show` (execute-database-script.md).
 */
export const executeScript: CommandHandler = (reader, context) => {
  const properties = reader.properties()
  const throws = properties.get('throwonerrors')?.toLowerCase() === 'true'
  const goesOn = properties.get('continueonerrors')?.toLowerCase() === 'true'
  if (throws && goesOn) throw badRequest('ThrowOnErrors and ContinueOnErrors cannot be combined.')
  const rows = INTERRUPTED.get(context.request) ?? []
  INTERRUPTED.set(context.request, rows)
  for (const command of splitScript(reader.afterPipe()).slice(rows.length)) {
    const reason = runOne(context, command)
    if (reason instanceof KustoError && throws) throw reason
    const result = reason instanceof KustoError ? 'Failed' : reason
    rows.push([
      randomUUID(),
      commandType(command),
      command,
      result,
      reason instanceof KustoError ? reason.message : '',
    ])
    if (reason instanceof KustoError && !goesOn) break
  }
  return resultTable(
    'OperationId:guid,CommandType:string,CommandText:string,Result:string,Reason:string',
    rows,
  )
}

function runOne(
  context: Parameters<CommandHandler>[1],
  command: string,
): KustoError | 'Completed' | 'Skipped' {
  if (/^\.\s*show\b/i.test(command)) return 'Skipped'
  try {
    context.run(command)
    return 'Completed'
  } catch (error) {
    if (error instanceof KustoError) return error
    throw error
  }
}

/**
 * A command starts at a line that starts with a dot; comment lines between commands belong to none.
 */
function splitScript(script: string): string[] {
  const commands: string[][] = []
  for (const line of script.split(/\r?\n/)) {
    if (/^\s*\.[a-z]/i.test(line)) commands.push([line])
    else commands.at(-1)?.push(line)
  }
  return commands.map((lines) => withoutTrailingComments(lines).join('\n').trim().replace(/;$/, ''))
}

function withoutTrailingComments(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => !/^\s*(?:\/\/.*)?$/.test(line))
  return lines.slice(0, last + 1)
}

/** The first words without the names: `create-merge table`. */
function commandType(command: string): string {
  const [verb = '', entity = ''] = command.replace(/^\.\s*/, '').split(/[\s(]+/)
  return `${verb} ${entity}`.trim()
}
