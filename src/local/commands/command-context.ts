import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { EngineCommand, ResultTable } from '../engine.ts'
import type { Workspace } from '../workspace.ts'
import type { CommandReader } from './command-reader.ts'

/** What a command may use. */
export class CommandContext {
  readonly workspace: Workspace
  readonly request: EngineCommand

  constructor(workspace: Workspace, request: EngineCommand) {
    this.workspace = workspace
    this.request = request
  }

  /** The request's database; looked up when asked for, since some commands need none. */
  get database(): DatabaseCatalog {
    return this.workspace.catalog.database(this.request.database)
  }
}

/** Reads the rest of a command, whose first words led here, and runs it. */
export type CommandHandler = (reader: CommandReader, context: CommandContext) => ResultTable
