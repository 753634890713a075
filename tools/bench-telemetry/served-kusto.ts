import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { KustoClient } from '../../src/index.ts'
import type { KustoEndpoint } from '../../src/kusto/kusto-endpoint.ts'
import { connect, endpoint, main } from './product.ts'

const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

export interface ServedKusto {
  readonly url: string
  stop(): Promise<void>
}

interface ServedDatabase {
  readonly client: KustoClient
  readonly endpoint: KustoEndpoint
  drop(): Promise<void>
}

/** `langgraph-kusto local` in a process of its own, so that its work is not counted as the saver's. */
export async function serveKusto(): Promise<ServedKusto> {
  const child = spawn(process.execPath, [COMMAND, 'local', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await readyUrl(child.stdout)
  return {
    url,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function readyUrl(lines: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: lines })) {
    const url = /ready at (\S+)/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  throw new Error('The served local Kusto ended before it was ready')
}

/** A provisioned database of its own, reached through the Azure SDKs. */
export async function openDatabase(url: string): Promise<ServedDatabase> {
  const name = `Bench${randomUUID().replaceAll('-', '')}`
  const admin = connect.connectKusto(endpointOf(url, 'NetDefaultDB'))
  await admin.command({ text: `.create database ${name}` })
  const place = endpointOf(url, name)
  const client = connect.connectKusto(place)
  const saver = new main.KustoSaver({ client: connect.connectKusto(place) })
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
  return endpoint.resolveEndpoint(`Data Source=${url};Initial Catalog=${database}`)
}
