import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 1_000
const REQUEST_TIMEOUT_MS = 20_000

/**
 * Gives Microsoft's emulator a persistent database, because a volatile one takes no streaming
 * ingestion: "Failed to initialize cursor tracker" (microsoft/aspire#11890). The emulator does not
 * attach it again by itself when its container is created anew, and `.create` fails on files that
 * are there (microsoft/GitHub-Copilot-for-Azure#2924).
 *
 * Imports nothing but Node, so that it also runs in a container without an installation.
 *
 * @param waitMs - how long to wait for the emulator, which needs a while to start
 * @returns what was done
 * @throws Error if the emulator does not answer in time, or refuses
 */
export async function ensureDatabase(
  url: string,
  database: string,
  waitMs: number,
): Promise<'was there' | 'attached' | 'created'> {
  if (!/^\w+$/.test(database)) {
    throw new Error(`Expected a name of letters, digits and _, got '${database}'`)
  }
  const names = await databasesOnceUp(url, waitMs)
  if (names.includes(database)) return 'was there'
  const [metadata, data] = ['md', 'data'].map((part) => `@"/kustodata/dbs/${database}/${part}"`)
  if ((await send(url, `.attach database ${database} from ${metadata}`)).ok) return 'attached'
  const created = await send(url, `.create database ${database} persist (${metadata}, ${data})`)
  if (created.ok) return 'created'
  throw new Error(`The emulator refused to create '${database}': ${await created.text()}`)
}

async function databasesOnceUp(url: string, waitMs: number): Promise<readonly unknown[]> {
  const endsAtMs = performance.now() + waitMs
  for (;;) {
    try {
      return await databases(url)
    } catch (error) {
      if (performance.now() > endsAtMs) {
        throw new Error(`No answer from the emulator at ${url}`, { cause: error })
      }
    }
    await delay(POLL_MS)
  }
}

async function databases(url: string): Promise<readonly unknown[]> {
  const response = await send(url, '.show databases | project DatabaseName')
  const text = await response.text()
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${text}`)
  const {
    Tables: [{ Rows: rows }],
  }: Answer = JSON.parse(text)
  return rows.flat()
}

interface Answer {
  readonly Tables: readonly [{ readonly Rows: readonly (readonly unknown[])[] }]
}

function send(url: string, csl: string): Promise<Response> {
  return fetch(new URL('/v1/rest/mgmt', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ csl }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  })
}
