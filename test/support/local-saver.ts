import { KustoSaver, type KustoSaverOptions } from '../../src/index.ts'
import { clockOf, openTestKusto } from './test-kusto.ts'
import { openWriteMode } from './write-mode.ts'

export interface OpenKustoSaver {
  readonly saver: KustoSaver
  /** Waits until queries of tables see all acknowledged rows: on the worst Kusto, by its clock. */
  readonly settle: () => Promise<void>
  /** Closes the saver and everything opened for it. */
  close(): Promise<void>
}

/** A saver on its own local Kusto, in memory and in process. */
export async function openLocalSaver(own: KustoSaverOptions = {}): Promise<OpenKustoSaver> {
  const opened = await openTestKusto()
  const { kusto } = opened
  const { options, remove } = await openWriteMode()
  const saver = new KustoSaver({ ...options, ...own, client: kusto.client(), ...clockOf(opened) })
  return {
    saver,
    settle: async () => {
      await saver.flush()
      await opened.settle()
    },
    async close(): Promise<void> {
      await saver.end()
      await kusto.close()
      await remove()
    },
  }
}
