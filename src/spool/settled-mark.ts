import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'

const COPY_BYTES = 32

/**
 * The greatest id that is known to be on disk, in a file of its own. SQLite reads a log up to its
 * first bad frame and says nothing about the rest, because a log also ends like this when the
 * machine stops during a commit (sqlite.org/walformat.html). The mark tells the two apart.
 *
 * Written after each sync and not synced itself: it may be behind, never ahead. Two copies are
 * written in turn, so that one of them is whole at any moment.
 */
export class SettledMark {
  readonly #file: number
  #isSecond = false

  /** Created before the database, so a database without a mark is damaged. */
  constructor(databasePath: string, mode: 'create' | 'existing') {
    this.#file = openSync(`${databasePath}-mark`, mode === 'create' ? 'w+' : 'r+')
    if (mode === 'create') this.write(0)
  }

  /** Undefined if neither copy is whole. */
  read(): number | undefined {
    const copies = Buffer.alloc(Math.min(fstatSync(this.#file).size, 2 * COPY_BYTES))
    readSync(this.#file, copies, 0, copies.byteLength, 0)
    const ids = [0, COPY_BYTES].flatMap((offset) =>
      readCopy(copies.subarray(offset, offset + COPY_BYTES).toString('latin1')),
    )
    return ids.length === 0 ? undefined : Math.max(...ids)
  }

  write(id: number): void {
    const text = `${id} `.padEnd(COPY_BYTES - 9, '.')
    const copy = Buffer.from(`${text}${checksum(text)}\n`, 'latin1')
    writeSync(this.#file, copy, 0, COPY_BYTES, this.#isSecond ? COPY_BYTES : 0)
    this.#isSecond = !this.#isSecond
  }

  close(): void {
    closeSync(this.#file)
  }
}

function readCopy(copy: string): number[] {
  const text = copy.slice(0, COPY_BYTES - 9)
  return copy === `${text}${checksum(text)}\n` ? [Number.parseInt(text, 10)] : []
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}
