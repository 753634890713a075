import { createRequire } from 'node:module'

/** Azure Storage's protocol in this process and in memory: Azurite, which has no API for that. */
export interface Azurite {
  readonly connectionString: string
  close(): Promise<void>
}

interface AzuriteServer {
  start(): Promise<void>
  close(): Promise<void>
  clean(): Promise<void>
  getHttpServerAddress(): string
}

const require = createRequire(import.meta.url)

/** Azurite's well-known account (Azurite README, "Default Storage Account"). */
const ACCOUNT = 'devstoreaccount1'
const KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

const NAMES = {
  blob: ['BlobServer', 'BlobConfiguration'],
  queue: ['QueueServer', 'QueueConfiguration'],
} as const

// The constructor's arguments in Azurite 3.35.0: host, port, keep-alive seconds, two database
// paths, persistence, access log and its stream, debug log and its path,
const LOCATION = ['127.0.0.1', 0, 5, '', '', undefined, false, undefined, false, undefined]
// loose, skipApiVersionCheck, certificate, key, password, OAuth, disableProductStyleUrl, in memory.
const SETTINGS = [...LOCATION, true, true, '', '', '', undefined, false, true]

export async function startAzurite(): Promise<Azurite> {
  const blob = await start('blob')
  const queue = await start('queue')
  return {
    connectionString: [
      'DefaultEndpointsProtocol=http',
      `AccountName=${ACCOUNT}`,
      `AccountKey=${KEY}`,
      `BlobEndpoint=${blob.getHttpServerAddress()}/${ACCOUNT}`,
      `QueueEndpoint=${queue.getHttpServerAddress()}/${ACCOUNT}`,
    ].join(';'),
    close: async () => {
      await Promise.all([blob.close(), queue.close()])
    },
  }
}

async function start(service: keyof typeof NAMES): Promise<AzuriteServer> {
  const [serverName, configurationName] = NAMES[service]
  const Server = load(`azurite/dist/src/${service}/${serverName}`)
  const Configuration = load(`azurite/dist/src/${service}/${configurationName}`)
  const server = new Server(new Configuration(...SETTINGS))
  await server.start()
  return server
}

function load(path: string): new (...args: unknown[]) => AzuriteServer {
  return require(path).default
}
