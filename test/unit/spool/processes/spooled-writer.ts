/**
 * Puts checkpoints of its threads into a spool without any Kusto and prints each settled one, until
 * it is killed or its disk fails.
 */
import * as dropIn from '@photostructure/sqlite'
import { KustoSaver } from '../../../../src/index.ts'
import { KustoError } from '../../../../src/kusto-error.ts'
import type { KustoClient } from '../../../../src/kusto/kusto-client.ts'
import { put } from '../support.ts'

const [path = '', name = '', threads = '1', settings = '{}'] = process.argv.slice(2)

/** A SQLite with other settings: text of its pragmas, and what replaces it. */
const replaced = Object.entries<string>(JSON.parse(settings))

class ChangedDatabase extends dropIn.DatabaseSync {
  override exec(sql: string): void {
    super.exec(replaced.reduce((text, [from, to]) => text.replace(from, to), sql))
  }
}

if (replaced.length > 0) {
  const original = process.getBuiltinModule.bind(process)
  Object.assign(process, {
    getBuiltinModule: (id: string) =>
      id === 'node:sqlite' ? { DatabaseSync: ChangedDatabase } : original(id),
  })
}

const refuse = (): Promise<never> =>
  Promise.reject(
    new KustoError('away', { code: 'ServiceUnavailable', status: 503, permanent: false }),
  )
const client: KustoClient = {
  query: () => Promise.resolve([]),
  command: refuse,
  ingest: refuse,
  enqueue: refuse,
  close: () => Promise.resolve(),
}
const saver = new KustoSaver({
  client,
  writeMode: 'spooled',
  spool: { path, lingerMs: 50 },
  retries: 0,
  retryBudgetMs: 0,
})

async function run(threadId: string): Promise<void> {
  for (let n = 1; ; n++) {
    await put(saver, threadId, n)
    process.stdout.write(`${threadId} ${n}\n`)
  }
}

try {
  await Promise.all(Array.from({ length: Number(threads) }, (_, index) => run(`${name}-${index}`)))
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : 'none'
  process.stdout.write(`failed ${String(code)}\n`)
  process.exit(0)
}
