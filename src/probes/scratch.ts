import { setTimeout as delay } from 'node:timers/promises'
import { KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { UNPROVISIONED_CODES } from '../kusto/saver-error.ts'
import { encodeLines } from './encode-lines.ts'

export interface ScratchOptions {
  readonly client: KustoClient
  /** Begins the name of every table and view, so that they can be found and dropped. */
  readonly prefix: string
  readonly signal: AbortSignal
  /** How long to wait for rows that were acknowledged. */
  readonly maxWaitMs: number
  /** Number of requests of a measurement. */
  readonly samples: number
  /** An identity with the roles Viewer and Ingestor only. */
  readonly ingestor: KustoClient | undefined
  /** Microsoft's emulator, whose licence forbids benchmarks. */
  readonly isEmulator: boolean
}

const MAX_POLL_MS = 250

/** Scratch tables of the probes, with helpers to use them. */
export class Scratch {
  readonly client: KustoClient
  readonly ingestor: KustoClient | undefined
  readonly prefix: string
  readonly samples: number
  readonly maxWaitMs: number
  readonly isEmulator: boolean
  readonly #signal: AbortSignal

  constructor(options: ScratchOptions) {
    this.client = options.client
    this.ingestor = options.ingestor
    this.prefix = options.prefix
    this.samples = options.samples
    this.maxWaitMs = options.maxWaitMs
    this.isEmulator = options.isEmulator
    this.#signal = options.signal
  }

  /** Creates a table with a mapping, ready for streaming. @returns its name */
  async table(name: string): Promise<string> {
    const table = `${this.prefix}${name}`
    const mapping = JSON.stringify(
      ['id', 'value'].map((column) => ({ column, Properties: { Path: `$.${column}` } })),
    )
    await this.command(`.create table ${table} (id: string, value: string)`)
    await this.command(
      `.create table ${table} ingestion json mapping '${mappingOf(table)}' '${mapping}'`,
    )
    await this.command(`.alter column ${table}.value policy encoding type='BigObject32'`)
    await this.command(`.alter table ${table} policy streamingingestion enable`)
    await this.command(`.clear table ${table} cache streamingingestion schema`)
    return table
  }

  async command(text: string): Promise<readonly (readonly unknown[])[]> {
    return (await this.client.command({ text })).rows
  }

  /** The rows of the first table of an answer. */
  async rows(
    text: string,
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<readonly (readonly unknown[])[]> {
    const [table] = await this.client.query({ text, parameters })
    return table?.rows ?? []
  }

  async count(text: string): Promise<number> {
    const [row] = await this.rows(`${text} | count`)
    return Number(row?.[0])
  }

  /** Streams rows of `id` and `value`. */
  async store(
    table: string,
    rows: readonly (readonly [id: string, value: string])[],
  ): Promise<void> {
    const endsAtMs = performance.now() + this.maxWaitMs
    for (;;) {
      try {
        await this.client.ingest(requestOf(table, rows))
        return
      } catch (error) {
        // streaming may see a new table late (data-explorer/ingest-data-streaming.md)
        const isUnknown = error instanceof KustoError && UNPROVISIONED_CODES.has(error.code)
        if (!isUnknown || performance.now() > endsAtMs) throw error
      }
      await this.#pause()
    }
  }

  /** @returns the milliseconds until it held; undefined if it did not hold in time */
  async until(isSo: () => Promise<boolean>): Promise<number | undefined> {
    const begunAtMs = performance.now()
    for (;;) {
      const isReached = await isSo()
      const passedMs = Math.round(performance.now() - begunAtMs)
      if (isReached) return passedMs
      if (passedMs > this.maxWaitMs) return undefined
      await this.#pause()
    }
  }

  /** Describes what {@link until} returned. */
  after(ms: number | undefined): string {
    if (ms === undefined) return `not within ${this.maxWaitMs / 1_000} s`
    return this.isEmulator ? 'in time' : `after ${ms} ms`
  }

  async #pause(): Promise<void> {
    await delay(Math.min(MAX_POLL_MS, this.maxWaitMs / 5), undefined, { signal: this.#signal })
  }
}

export function requestOf(
  table: string,
  rows: readonly (readonly [id: string, value: string])[],
): { readonly table: string; readonly mapping: string; readonly body: Uint8Array } {
  return { table, mapping: mappingOf(table), body: encodeLines(rows) }
}

function mappingOf(table: string): string {
  return `${table}_json`
}
