import { notSupported } from '../failures/bad-request.ts'
import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { CommandHandler } from './command-context.ts'
import { resultTable } from './command-result.ts'
import { entityGuid } from './entity-guid.ts'
import { checkName } from './entity-name.ts'

const SCHEMA =
  'DatabaseName:string,PersistentStorage:string,Version:string,IsCurrent:bool,DatabaseAccessMode:string,PrettyName:string,' +
  'ReservedSlot1:bool,DatabaseId:guid'

/**
 * `.create database D [volatile | persist (…)] [ifnotexists]`, as in Microsoft's emulator. Both
 * modes mean the same here: the engine's own file, or memory.
 */
export const createDatabase: CommandHandler = (reader, context) => {
  const name = reader.name()
  if (reader.take('persist')) reader.balanced('(', ')')
  else reader.take('volatile')
  const isOptional = reader.take('ifnotexists')
  reader.end()
  checkName(name)
  const { catalog } = context.workspace
  const known = isOptional ? catalog.find(name) : undefined
  const database = known ?? catalog.create(name)
  return resultTable(
    'DatabaseName:string,PersistentPath:string,Created:string,StoresMetadata:bool,StoresData:bool',
    [[database.name, '', known === undefined ? 'True' : 'False', true, true]],
  )
}

export const dropDatabase: CommandHandler = (reader, context) => {
  const name = reader.name()
  const isOptional = reader.take('ifexists')
  reader.end()
  const { catalog } = context.workspace
  if (catalog.find(name) !== undefined || !isOptional) catalog.drop(name)
  return databaseList(context.workspace.catalog.databases, context.request.database)
}

export const showDatabases: CommandHandler = (reader, context) => {
  if (reader.take('details')) throw notSupported('`.show databases details`')
  reader.end()
  return databaseList(context.workspace.catalog.databases, context.request.database)
}

export function databaseList(
  databases: readonly DatabaseCatalog[],
  current: string,
): ReturnType<CommandHandler> {
  return resultTable(
    SCHEMA,
    databases.map((database) => [
      database.name,
      '',
      `v${database.version}.0`,
      database.name.toLowerCase() === current.toLowerCase(),
      'ReadWrite',
      database.entity.prettyName,
      null,
      entityGuid(database.id),
    ]),
  )
}
