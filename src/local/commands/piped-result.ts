import type { ResultTable } from '../engine/engine.ts'
import { resultRelation } from '../kql/result-relation.ts'
import { tokenize } from '../text/tokens.ts'
import type { CommandContext } from './command-context.ts'

/**
 * Splits `.show tables | where …` into the command and the following operators. Other commands may
 * contain pipes of their own.
 */
export function splitAtPipe(text: string): { command: string; query: string | undefined } {
  if (!/^\s*(?:\/\/[^\n]*\n\s*)*\.\s*show\b/i.test(text)) return { command: text, query: undefined }
  const pipe = tokenize(text).find((token) => token.kind === 'punctuation' && token.value === '|')
  return pipe === undefined
    ? { command: text, query: undefined }
    : { command: text.slice(0, pipe.start), query: text.slice(pipe.end) }
}

/** The name of the result, so that the text is the same whatever its rows. */
const RESULT = '__command_result'

/** Runs operators over a command's result. */
export function queryResult(
  { workspace, database }: CommandContext,
  result: ResultTable,
  operators: string,
): ResultTable {
  const snapshot = workspace.compiler.snapshot(database)
  const relation = resultRelation(RESULT, result.columns, result.rows)
  const { tables } = workspace.reader.queryOver(
    { ...snapshot, tables: new Map(snapshot.tables).set(RESULT, relation) },
    { text: `${RESULT} | ${operators}`, parameters: {}, options: {} },
  )
  const [table = result] = tables
  return { ...table, name: 'Table_0' }
}
