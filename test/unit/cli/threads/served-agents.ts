import { afterEach, beforeEach } from 'vitest'
import { runCli } from '../../../../src/cli/run-cli.ts'
import { KustoSaver } from '../../../../src/index.ts'
import { LocalKusto } from '../../../../src/local/index.ts'

export interface ServedAgents {
  readonly kusto: LocalKusto
  readonly saver: KustoSaver
  readonly connection: string
}

/** Serves a provisioned database `Agents` for each test. */
export function servedAgentsPerTest() {
  let served: ServedAgents | undefined

  beforeEach(async () => {
    const kusto = await LocalKusto.open({ database: 'Agents' })
    const { url } = await kusto.listen()
    const saver = new KustoSaver({ client: kusto.client() })
    await saver.setup({ provision: true })
    served = { kusto, saver, connection: `${url}/Agents` }
  })

  afterEach(async () => {
    await served?.saver.close()
    await served?.kusto.close()
  })

  const current = (): ServedAgents => {
    if (served === undefined) throw new Error('Only a running test has a database')
    return served
  }
  return {
    get kusto() {
      return current().kusto
    },
    get saver() {
      return current().saver
    },
    get connection() {
      return current().connection
    },
    /** Runs `langgraph-kusto threads` on the database. */
    threads: async (...args: readonly string[]): Promise<number> =>
      runCli(['threads', ...args, '--connection', current().connection]),
  }
}
