import { randomBytes } from 'node:crypto'
import { aesGcmEncryption } from '../../../src/encryption/aes-gcm-encryption.ts'
import { KustoSaver, type KustoSaverParams } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'

export const KEYS = { k1: randomBytes(32), k2: randomBytes(32) } as const

/** One database and savers that all read from it like new processes. */
export class EncryptedKusto {
  readonly kusto: LocalKusto
  readonly clock: VirtualClock
  readonly #savers: KustoSaver[] = []

  private constructor(kusto: LocalKusto, clock: VirtualClock) {
    this.kusto = kusto
    this.clock = clock
  }

  static async open(): Promise<EncryptedKusto> {
    const clock = new VirtualClock(Date.now(), { movesForRequests: true })
    const opened = new EncryptedKusto(await LocalKusto.open({ clock }), clock)
    await opened.saver().setup({ provision: true })
    return opened
  }

  /** Encrypts with `k1`, unless the options say otherwise. */
  saver(options: Partial<KustoSaverParams> = {}): KustoSaver {
    return this.plainSaver({
      encryption: aesGcmEncryption({ currentKeyId: 'k1', keys: KEYS }),
      ...options,
    })
  }

  plainSaver(options: Partial<KustoSaverParams> = {}): KustoSaver {
    const saver = new KustoSaver({
      client: this.kusto.client(),
      nowMs: () => this.clock.nowMs(),
      maxChunkBytes: 4096,
      ...options,
    })
    this.#savers.push(saver)
    return saver
  }

  async rows(text: string): Promise<readonly (readonly unknown[])[]> {
    const [table] = await this.kusto.client().query({ text, parameters: {} })
    return table?.rows ?? []
  }

  /** All rows of all tables as one text. */
  async everything(): Promise<string> {
    const tables = ['Checkpoints', 'CheckpointBlobs', 'CheckpointWrites', 'ThreadDeletions']
    const rows = await Promise.all(tables.map((table) => this.rows(table)))
    return JSON.stringify(rows)
  }

  /** Stores rows of a table once more, changed, in place of the old ones. */
  async replaceRows(
    table: string,
    where: string,
    change: (row: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void> {
    const client = this.kusto.client()
    const [found] = await client.query({ text: `${table} | where ${where}`, parameters: {} })
    const names = found?.columns.map(({ name }) => name) ?? []
    const rows = (found?.rows ?? []).map((row) =>
      change(Object.fromEntries(names.map((name, index) => [name, row[index]]))),
    )
    await client.command({ text: `.delete table ${table} records <| ${table} | where ${where}` })
    const body = Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'))
    await client.ingest({ table, mapping: `${table}_json`, body })
  }

  async close(): Promise<void> {
    await Promise.all(this.#savers.splice(0).map((saver) => saver.end()))
    await this.kusto.close()
  }
}
