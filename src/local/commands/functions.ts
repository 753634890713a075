import { entityExists } from '../failures/bad-request.ts'
import type { FunctionEntity } from '../catalog/entities.ts'
import type { ResultTable } from '../engine/engine.ts'
import type { CommandContext, CommandHandler } from './command-context.ts'
import type { CommandReader } from './command-reader.ts'
import { resultTable } from './command-result.ts'
import { checkName } from './entity-name.ts'
import { cslName } from './table-schema.ts'

const SCHEMA = 'Name:string,Parameters:string,Body:string,Folder:string,DocString:string'

interface FunctionText extends FunctionEntity {
  readonly skipsValidation: boolean
}

/** `.create [ifnotexists] function`, `.create-or-alter function`, `.alter function`. */
export function storeFunction(
  mode: 'create' | 'create-if-not-exists' | 'create-or-alter' | 'alter',
): CommandHandler {
  return (reader, context) => {
    const { skipsValidation, ...text } = readFunction(reader)
    const known = context.database.functions.get(text.name)
    if (mode === 'create-if-not-exists' && known !== undefined) return functionList([known])
    if (mode === 'create' && known !== undefined) throw entityExists('Function', text.name)
    if (mode === 'alter') context.database.function(text.name)
    if (context.database.tables.has(text.name)) throw entityExists('Table', text.name)
    const stored =
      known === undefined
        ? context.database.add('function', text)
        : context.database.change('function', { ...text, id: known.id })
    if (!skipsValidation) validate(context, text)
    return functionList([stored])
  }
}

function readFunction(reader: CommandReader): FunctionText {
  const properties = reader.properties()
  const name = reader.name()
  checkName(name)
  const parameters = reader.balanced('(', ')')
  const body = reader.balanced('{', '}')
  reader.end()
  return {
    name,
    parameters,
    body,
    folder: properties.get('folder') ?? '',
    docString: properties.get('docstring') ?? '',
    skipsValidation: properties.get('skipvalidation')?.toLowerCase() === 'true',
  }
}

/** Validates a function without parameters by compiling a call. */
function validate(context: CommandContext, text: FunctionEntity): void {
  if (!/^\(\s*\)$/.test(text.parameters)) return
  const { workspace, database } = context
  workspace.compiler.check(database, `${cslName(text.name)}()`)
}

export const dropFunction: CommandHandler = (reader, context) => {
  const name = reader.name()
  const isOptional = reader.take('ifexists')
  reader.end()
  if (!isOptional) context.database.function(name)
  context.database.remove('function', name)
  return functionList([...context.database.functions.values()])
}

export const showFunctions: CommandHandler = (reader, context) => {
  reader.end()
  return functionList([...context.database.functions.values()])
}

export const showFunction: CommandHandler = (reader, context) => {
  const stored = context.database.function(reader.name())
  reader.end()
  return functionList([stored])
}

function functionList(functions: readonly FunctionEntity[]): ResultTable {
  return resultTable(
    SCHEMA,
    functions.map((one) => [one.name, one.parameters, one.body, one.folder, one.docString]),
  )
}
