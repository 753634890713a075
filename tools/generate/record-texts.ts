import type { Engine, EngineCommand, EngineQuery } from '../../src/local/engine/engine.ts'
import { runCommand } from '../../src/local/commands/run-command.ts'
import { InProcessClient } from '../../src/local/in-process-client.ts'
import { assembleQuery } from '../../src/local/kql/query-parts.ts'
import { openKqlDatabase } from '../../src/local/kql/open-kql-database.ts'
import { loadLanguage } from '../../src/local/kql/parser/language.ts'
import type { SchemaSnapshot } from '../../src/local/kql/parser/schema-snapshot.ts'
import type { QueryParts } from '../../src/local/kql/query-parts.ts'
import { Aggregator } from '../../src/local/queued/aggregator.ts'
import { engineClock } from '../../src/local/clock/engine-clock.ts'
import { openWorkspace, type Workspace } from '../../src/local/workspace/workspace.ts'

/** A text with the relations that it was translated against, and its translation. */
export interface RecordedText {
  readonly text: string
  readonly snapshot: SchemaSnapshot
  readonly parts: QueryParts
}

const DATABASE = 'NetDefaultDB'

export interface Recording {
  readonly translate: (text: string, snapshot: SchemaSnapshot) => QueryParts
  /** The part of the translation that the engine runs. */
  readonly toRun: (parts: QueryParts, snapshot: SchemaSnapshot) => QueryParts
}

/**
 * Every text that the engine translates, with the parser, for the requests of `send`; each text
 * once.
 */
export async function recordTexts(
  send: (client: InProcessClient) => Promise<void>,
  { translate, toRun }: Recording,
): Promise<readonly RecordedText[]> {
  await loadLanguage()
  const recorded = new Map<string, RecordedText>()
  const db = await openKqlDatabase({})
  const workspace = openWorkspace(db, {
    compile(text, snapshot) {
      const known = recorded.get(text)
      const parts = known?.snapshot === snapshot ? known.parts : translate(text, snapshot)
      recorded.set(text, { text, snapshot, parts })
      return assembleQuery(toRun(parts, snapshot))
    },
    isParserLoaded: () => true,
    clock: Date.now,
    maxDeltaRows: 100,
    schemaCacheMs: () => 0,
    stalestMs: () => 0,
    viewLags: () => false,
  })
  workspace.catalog.create(DATABASE)
  // it has the tables that commands about queued ingestion read
  const aggregator = new Aggregator({ workspace, clock: engineClock(Date.now) })
  try {
    await send(new InProcessClient(engineOf(workspace), DATABASE))
  } finally {
    aggregator.close()
    db.close()
  }
  return [...recorded.values()]
}

const refuse = (): Promise<void> => Promise.reject(new Error('only texts are recorded'))

function engineOf(workspace: Workspace): Engine {
  return {
    query: (request: EngineQuery) =>
      Promise.resolve(
        workspace.reader.query(workspace.catalog.database(request.database), request),
      ),
    command: (request: EngineCommand) => Promise.resolve(runCommand(workspace, request)),
    ingest: refuse,
    enqueue: refuse,
  }
}
