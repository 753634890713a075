import { randomUUID } from 'node:crypto'
import type { KustoClient } from '../../src/index.ts'
import type { KustoEndpoint } from '../../src/kusto/connection/kusto-endpoint.ts'
import { connectKusto, KustoSaver, resolveEndpoint } from '../bench/product.ts'

interface ServedDatabase {
  readonly client: KustoClient
  readonly endpoint: KustoEndpoint
  drop(): Promise<void>
}

/** A separate, provisioned database, reached through the Azure SDKs. */
export async function openDatabase(url: string): Promise<ServedDatabase> {
  const name = `Bench${randomUUID().replaceAll('-', '')}`
  const admin = connectKusto(endpointOf(url, 'NetDefaultDB'))
  await admin.command({ text: `.create database ${name}` })
  const place = endpointOf(url, name)
  const client = connectKusto(place)
  const saver = new KustoSaver({ client: connectKusto(place) })
  await saver.setup({ provision: true })
  await saver.close()
  return {
    client,
    endpoint: place,
    async drop() {
      await admin.command({ text: `.drop database ${name}` })
      await admin.close()
    },
  }
}

function endpointOf(url: string, database: string): KustoEndpoint {
  return resolveEndpoint(`Data Source=${url};Initial Catalog=${database}`)
}
