import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  KustoClient,
  KustoSaver as KustoSaverType,
  KustoSaverOptions,
} from '../../../src/index.ts'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { connectKusto, KustoSaver, LocalKusto, resolveEndpoint } from '../../bench/product.ts'
import { payloadBytes } from './kusto-payload.ts'
import type { OpenSaver } from './open-saver.ts'
import type { ServedKusto } from '../../bench/served-kusto.ts'

/** A saver with its default options on an in-process local Kusto with a file. */
export async function openKustoInProcess(): Promise<OpenSaver> {
  const folder = await temporaryFolder('lck-bench-')
  const path = join(folder.path, 'kusto.sqlite')
  const kusto = await LocalKusto.open({ path })
  const saver = await provisioned(kusto.client())
  let isOpen = true
  const end = async (): Promise<void> => {
    if (!isOpen) return
    isOpen = false
    await saver.end()
    await kusto.close()
  }
  return {
    saver,
    client: kusto.client(),
    async storedBytes() {
      const payload = await payloadBytes(kusto.client())
      await end() // moves the write-ahead log into the file
      return { payload, disk: (await stat(path)).size }
    },
    async close() {
      await end()
      await folder.remove()
    },
  }
}

let databases = 0

/**
 * A saver with its default options, through the Azure SDKs, on a separate database in a served
 * local Kusto.
 */
export async function openKustoOverHttp(
  served: Pick<ServedKusto, 'url'>,
  options: KustoSaverOptions = {},
): Promise<OpenSaver> {
  databases += 1
  const name = `Bench${databases}`
  const admin = connectTo(served, 'NetDefaultDB')
  await admin.command({ text: `.create database ${name}` })
  const client = connectTo(served, name)
  const saver = await provisioned(client, options)
  return {
    saver,
    client,
    storedBytes: async () => undefined,
    async close() {
      await saver.end()
      await admin.command({ text: `.drop database ${name}` })
      await admin.close()
    },
  }
}

/** As over HTTP, with a spool in a temporary folder. Closing it sends what waits. */
export async function openKustoSpooled(served: ServedKusto): Promise<OpenSaver> {
  const folder = await temporaryFolder('lck-bench-')
  const open = await openKustoOverHttp(served, {
    writeMode: 'spooled',
    spool: { path: folder.path, closeTimeoutMs: 60_000 },
  })
  return {
    ...open,
    async close() {
      await open.close()
      await folder.remove()
    },
  }
}

function connectTo(served: Pick<ServedKusto, 'url'>, database: string): KustoClient {
  return connectKusto(resolveEndpoint(`Data Source=${served.url};Initial Catalog=${database}`))
}

async function provisioned(
  client: KustoClient,
  options: KustoSaverOptions = {},
): Promise<KustoSaverType> {
  const saver = new KustoSaver({ ...options, client })
  await saver.setup({ provision: true })
  return saver
}
