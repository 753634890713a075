import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { isKustoSaverError } from '../errors.ts'
import type { RowsOfCall } from '../ingest/row-sink.ts'
import { createForOwner } from '../sqlite/create-for-owner.ts'
import type { Driver, DriverStatement } from '../sqlite/driver.ts'
import type { FileOwner } from '../sqlite/file-owner.ts'
import { WriteAheadLog } from '../sqlite/write-ahead-log.ts'
import { checkDatabase } from './check-database.ts'
import { callChecksum, readCall } from './read-call.ts'
import { SettledMark } from './settled-mark.ts'
import { SpoolDatabase } from './spool-database.ts'
import { damagedError, diskError } from './spool-errors.ts'
import { countRows, encodeCall, type StoredCall } from './spooled-call.ts'

export interface SpoolFileParts {
  readonly driver: Driver
  readonly path: string
  /** Released with the file. */
  readonly owner: FileOwner
  /** The database that the rows are for; empty if unknown. */
  readonly target: string
}

type Log = Pick<WriteAheadLog, 'sync' | 'close'>

/** Opens the log of a database; tests have disks that fail. */
export type LogOf = (databasePath: string) => Log

/** The calls of one file. Its methods block the event loop as little as SQLite does. */
export class SpoolFile {
  readonly path: string
  readonly #database: SpoolDatabase
  readonly #owner: FileOwner
  readonly #mark: SettledMark
  readonly #log: Log
  readonly #insert: DriverStatement
  readonly #delete: DriverStatement
  readonly #refuse: DriverStatement
  /** Calls that could not be removed yet. */
  #leftovers: number[] = []
  #lastId: number
  #isClosed = false

  /**
   * Opens the file, or creates it.
   *
   * @throws KustoSaverError `SPOOL_DAMAGED`, `SPOOL_FAILED`, `NEWER_FORMAT`, `INVALID_OPTION`; the
   *   owner is then released
   */
  constructor({ driver, path, owner, target }: SpoolFileParts, logOf: LogOf = openLog) {
    this.path = path
    this.#owner = owner
    const undo: (() => void)[] = [() => owner.release()]
    try {
      const isNew = !existsSync(path)
      const mark = openMark(path, isNew)
      this.#mark = mark
      undo.push(() => mark.close())
      createForOwner(path)
      const database = new SpoolDatabase(driver, path)
      this.#database = database
      undo.push(() => database.close())
      this.#lastId = checkDatabase(database, target, mark)
      database.noteOwner(owner)
      this.#log = logOf(path)
      this.#insert = database.prepare(
        'INSERT INTO call (id, thread, at_ms, body, checksum) VALUES (?, ?, ?, ?, ?)',
      )
      this.#delete = database.prepare('DELETE FROM call WHERE id = ?')
      this.#refuse = database.prepare('UPDATE call SET refused = ? WHERE id = ?')
      if (isNew) syncFolder(path)
    } catch (error) {
      for (const step of undo.toReversed()) step()
      throw isKustoSaverError(error) ? error : diskError(path, error)
    }
  }

  /**
   * All calls in their order, each checked.
   *
   * @throws KustoSaverError `SPOOL_DAMAGED`
   */
  calls(): StoredCall[] {
    return this.#database
      .select('SELECT id, thread, at_ms, body, checksum, refused FROM call ORDER BY id')
      .map((row) => readCall(this.path, row))
  }

  get isEmpty(): boolean {
    const [[calls] = []] = this.#database.select('SELECT count(*) FROM call')
    return calls === 0n
  }

  /**
   * Stores calls together. They are on disk after {@link sync}.
   *
   * @throws KustoSaverError `SPOOL_FAILED`; nothing is stored
   */
  append(calls: readonly RowsOfCall[]): StoredCall[] {
    const atMs = Date.now()
    const bodies = calls.map(encodeCall)
    const stored = calls.map((call, index) => ({
      ...call,
      id: this.#lastId + 1 + index,
      atMs,
      bytes: bodies[index]?.byteLength ?? 0,
      rows: countRows(call),
      refused: undefined,
    }))
    this.#database.inTransaction(() => {
      for (const [index, { id, threadId }] of stored.entries()) {
        const body = bodies[index] ?? new Uint8Array()
        const checksum = callChecksum({ id, threadId, atMs, body })
        this.#insert.run(BigInt(id), threadId, BigInt(atMs), body, BigInt(checksum))
      }
    })
    this.#lastId += stored.length
    return stored
  }

  /** Settles when everything stored before is on disk. */
  async sync(): Promise<void> {
    const settled = this.#lastId
    await this.#log.sync()
    if (!this.#isClosed) this.#mark.write(settled)
  }

  /** A failure is not one: the calls are sent again after the next start, which changes nothing. */
  remove(ids: readonly number[]): void {
    if (this.#isClosed) return
    const all = [...this.#leftovers, ...ids]
    try {
      this.#database.inTransaction(() => {
        for (const id of all) this.#delete.run(BigInt(id))
      })
      this.#leftovers = []
    } catch {
      this.#leftovers = all
    }
  }

  /**
   * A failure is not one: the calls are refused again after the next start.
   *
   * @param reason - undefined: they wait again
   */
  refuse(ids: readonly number[], reason: string | undefined): void {
    if (this.#isClosed) return
    try {
      this.#database.inTransaction(() => {
        for (const id of ids) this.#refuse.run(reason ?? null, BigInt(id))
      })
    } catch {
      // the reason is in memory and in the log
    }
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#log.close()
    this.#database.close()
    this.#mark.close()
    this.#owner.release()
  }
}

function openMark(path: string, isNew: boolean): SettledMark {
  try {
    return new SettledMark(path, isNew ? 'create' : 'existing')
  } catch (error) {
    if (isNew) throw error
    throw damagedError(path, 'its -mark file is missing')
  }
}

function openLog(path: string): Log {
  const log = WriteAheadLog.of(path)
  if (log === undefined) throw new Error('its log cannot be synced')
  return log
}

/** So that the new names survive a power failure; not every platform can sync a folder. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  } catch {
    // as on Windows, where the file system does it
  }
}
