import type { DatabaseCatalog } from '../catalog/database-catalog.ts'
import type { EngineCommand, ResultTable } from '../engine/engine.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { CommandReader } from './command-reader.ts'
import type { Operation } from '../workspace/operation-log.ts'

/** What a command may use. */
export class CommandContext {
  readonly workspace: Workspace
  readonly request: EngineCommand
  /** Runs another command of the same request, for scripts. */
  readonly run: (text: string) => ResultTable
  readonly #startedAt: bigint

  constructor(workspace: Workspace, request: EngineCommand, run: (text: string) => ResultTable) {
    this.workspace = workspace
    this.request = request
    this.run = run
    this.#startedAt = workspace.nowTicks()
  }

  /** The request's database; looked up on demand, since some commands need none. */
  get database(): DatabaseCatalog {
    return this.workspace.catalog.database(this.request.database)
  }

  /** Records the command for `.show operations`. */
  operation(name: string): Operation {
    return this.workspace.operations.add({
      name,
      database: this.request.database,
      startedAt: this.#startedAt,
      endedAt: this.workspace.nowTicks(),
    })
  }
}

/** Reads the rest of a command after its first words, and runs it. */
export type CommandHandler = (reader: CommandReader, context: CommandContext) => ResultTable
