import { join } from 'node:path'
import { KustoSaver, type KustoSaverOptions } from '../../src/index.ts'
import { LocalKusto, type LocalKustoOptions } from '../../src/local/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface OpenKustoSaver {
  readonly saver: KustoSaver
  /** Closes the saver, then the Kusto that was opened for it. */
  close(): Promise<void>
}

/** A saver on a local Kusto of its own, in process: in memory, or in the file that `kusto.path` names. */
export async function openLocalSaver(
  options: KustoSaverOptions & { readonly kusto?: LocalKustoOptions } = {},
): Promise<OpenKustoSaver> {
  const { kusto: kustoOptions, ...saverOptions } = options
  const kusto = await LocalKusto.open(kustoOptions)
  const saver = new KustoSaver({ ...saverOptions, client: kusto.client() })
  await saver.setup({ provision: true })
  return {
    saver,
    async close(): Promise<void> {
      await saver.end()
      await kusto.close()
    },
  }
}

/** A saver that reaches a file-backed local Kusto through the Azure SDKs, over HTTP. */
export async function openServedSaver(options: KustoSaverOptions = {}): Promise<OpenKustoSaver> {
  const folder = await temporaryFolder()
  const kusto = await LocalKusto.open({
    path: join(folder.path, 'kusto.sqlite'),
    database: 'Agents',
  })
  const server = await kusto.listen()
  const saver = KustoSaver.fromConnString(
    `Data Source=${server.url};Initial Catalog=Agents`,
    options,
  )
  await saver.setup({ provision: true })
  return {
    saver,
    async close(): Promise<void> {
      await saver.end()
      await kusto.close()
      await folder.remove()
    },
  }
}
