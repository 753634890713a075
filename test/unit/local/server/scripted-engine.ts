import type {
  Engine,
  EngineCommand,
  EngineEnqueue,
  EngineIngest,
  EngineQuery,
  QueryOutcome,
  ResultTable,
} from '../../../../src/local/engine/engine.ts'

const EMPTY: ResultTable = { name: 'PrimaryResult', columns: [], rows: [] }

/** An engine that returns scripted answers and records the requests. */
export class ScriptedEngine implements Engine {
  readonly queries: EngineQuery[] = []
  readonly commands: EngineCommand[] = []
  readonly ingests: EngineIngest[] = []
  readonly enqueued: EngineEnqueue[] = []
  onQuery: (query: EngineQuery) => Promise<QueryOutcome> = () =>
    Promise.resolve({ tables: [EMPTY] })
  onCommand: (command: EngineCommand) => Promise<ResultTable> = () => Promise.resolve(EMPTY)
  onIngest: (ingest: EngineIngest) => Promise<void> = () => Promise.resolve()

  query(query: EngineQuery): Promise<QueryOutcome> {
    this.queries.push(query)
    return this.onQuery(query)
  }

  command(command: EngineCommand): Promise<ResultTable> {
    this.commands.push(command)
    return this.onCommand(command)
  }

  ingest(ingest: EngineIngest): Promise<void> {
    this.ingests.push(ingest)
    return this.onIngest(ingest)
  }

  enqueue(enqueued: EngineEnqueue): Promise<void> {
    this.enqueued.push(enqueued)
    return Promise.resolve()
  }
}
