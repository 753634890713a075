import { KustoSaver } from '../../src/index.ts'
import { LocalKusto } from '../../src/local/index.ts'

export interface OpenKustoSaver {
  readonly saver: KustoSaver
  /** Closes the saver and what was opened for it. */
  close(): Promise<void>
}

/** A saver on a local Kusto of its own: in memory, in process. */
export async function openLocalSaver(): Promise<OpenKustoSaver> {
  const kusto = await LocalKusto.open()
  const saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  return {
    saver,
    async close(): Promise<void> {
      await saver.end()
      await kusto.close()
    },
  }
}
