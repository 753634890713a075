import { KustoSaverError } from '../../errors.ts'

/** A stored value joined from its chunks, still serialized. */
export interface StoredBlob {
  readonly type: string
  readonly text: string
  /** The parts of an encrypted value that grew: they are joined when they are decrypted. */
  readonly growth?: StoredGrowth
}

interface StoredGrowth {
  readonly parts: readonly StoredBlob[]
  /** The size of the joined text in UTF-8 bytes. */
  readonly bytes: number
  /** Keyed digest of the joined text without its last byte. */
  readonly digest: string
}

interface Chunk {
  readonly chunk: number
  readonly chunks: number
  readonly bytes: number
}

/**
 * Joins the chunks of one value, each once; undefined while a chunk is missing.
 *
 * @throws KustoSaverError `CORRUPT` if the joined size differs from the stored size: Kusto
 *   truncates strings above the column's limit and reports success
 *   (data-explorer/kusto/query/scalar-data-types/string.md)
 */
export function joinChunks<T extends Chunk>(
  rows: readonly T[],
  textOf: (row: T) => string,
  what: string,
): string | undefined {
  const first = rows[0]
  if (first === undefined) return undefined
  const chunks: (string | undefined)[] = Array.from({ length: first.chunks })
  for (const row of rows) chunks[row.chunk] = textOf(row)
  if (chunks.includes(undefined)) return undefined
  const text = chunks.length === 1 ? (chunks[0] ?? '') : chunks.join('')
  const bytes = Buffer.byteLength(text)
  if (bytes === first.bytes) return text
  throw new KustoSaverError(
    'CORRUPT',
    `The stored value of ${what} has ${bytes} bytes, but ${first.bytes} were written. Kusto truncates strings above a column's limit: run setup() to check the encoding policies.`,
  )
}
