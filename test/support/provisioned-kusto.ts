import { KustoSaver } from '../../src/index.ts'
import { LocalKusto, type LocalKustoOptions } from '../../src/local/index.ts'

/** A local Kusto with the saver's tables. */
export async function openProvisionedKusto(options: LocalKustoOptions = {}): Promise<LocalKusto> {
  const kusto = await LocalKusto.open(options)
  await using saver = new KustoSaver({ client: kusto.client() })
  await saver.setup({ provision: true })
  return kusto
}
