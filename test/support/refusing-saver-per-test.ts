import { afterEach, beforeEach } from 'vitest'
import { KustoSaver, type KustoSaverOptions } from '../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../src/local/index.ts'
import { RefusingClient } from './refusing-client.ts'

export interface RefusingSaver {
  readonly kusto: LocalKusto
  /** Its `refused` names the tables whose rows Kusto refuses. */
  readonly client: RefusingClient
  readonly saver: KustoSaver
  /** The clock of Kusto and the saver. */
  readonly clock: VirtualClock
}

/**
 * For each test of the file, a saver on a new provisioned Kusto that refuses the rows of some
 * tables.
 *
 * @param tableRetentionDays - by default the saver's own
 */
export function refusingSaverPerTest(
  options: KustoSaverOptions = {},
  tableRetentionDays: number | undefined = options.retentionDays,
): RefusingSaver {
  let opened: RefusingSaver
  beforeEach(async () => {
    const clock = new VirtualClock()
    const kusto = await LocalKusto.open({ clock })
    const client = new RefusingClient(kusto.client())
    const saver = new KustoSaver({ ...options, client, nowMs: () => clock.nowMs() })
    opened = { kusto, client, saver, clock }
    await saver.setup({ provision: true, retentionDays: tableRetentionDays })
  })
  afterEach(async () => {
    await opened.saver.close()
    await opened.kusto.close()
  })
  return {
    get kusto() {
      return opened.kusto
    },
    get client() {
      return opened.client
    },
    get saver() {
      return opened.saver
    },
    get clock() {
      return opened.clock
    },
  }
}
