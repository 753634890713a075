import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LoadScenario } from '../../scenarios.ts'
import type { BuiltPrograms } from './built-programs.ts'
import { startServer, type StartedServer } from './server-child.ts'

export interface ServedKusto {
  /** URL with the database in its path. */
  readonly url: string
}

type Faults = NonNullable<NonNullable<LoadScenario['needs']>['faults']>

/** The database that a local Kusto has from its start. */
const DATABASE = 'NetDefaultDB'
const READY = /^Local Kusto is ready at (?<url>\S+)/

/** A local Kusto in a separate process, which commits to a file before it acknowledges. */
export async function serveKusto(
  programs: BuiltPrograms,
  folder: string,
  faults: Faults | undefined,
): Promise<StartedServer<ServedKusto>> {
  const args = ['local', '--port', '0', '--path', join(folder, 'kusto.sqlite')]
  if (faults !== undefined) {
    const plan = join(folder, 'faults.json')
    await writeFile(plan, JSON.stringify({ rules: faults.rules }))
    args.push('--faults', plan, '--seed', String(faults.seed))
  }
  return startServer(
    { name: 'the local Kusto', ...programs.script('src/cli/main.ts', args) },
    (line) => {
      const url = READY.exec(line)?.groups?.['url']
      return url === undefined ? undefined : { url: `${url}/${DATABASE}` }
    },
  )
}
