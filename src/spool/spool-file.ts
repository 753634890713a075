import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { KustoSaverError, isKustoSaverError } from '../errors.ts'
import type { RowsOfCall } from '../ingest/row-sink.ts'
import type { Driver, DriverDatabase, DriverStatement, DriverValue } from '../sqlite/driver.ts'
import type { FileOwner } from '../sqlite/file-owner.ts'
import { WriteAheadLog } from '../sqlite/write-ahead-log.ts'
import { callChecksum, readCall } from './read-call.ts'
import { SettledMark } from './settled-mark.ts'
import { damagedError, diskError } from './spool-errors.ts'
import { countRows, encodeCall, type StoredCall } from './spooled-call.ts'

/** Raised when an earlier version could not read the file. */
const FORMAT = 1n

/** One row is one call: it is there as a whole or not at all. */
const SCHEMA = `CREATE TABLE call (id INTEGER PRIMARY KEY AUTOINCREMENT, thread TEXT NOT NULL,
    at_ms INTEGER NOT NULL, body BLOB NOT NULL, checksum INTEGER NOT NULL, refused TEXT);
  CREATE TABLE target (name TEXT NOT NULL)`

/**
 * A commit returns before it is on disk: {@link SpoolFile.sync} waits for that, off the event loop.
 * SQLite itself syncs the log before it copies it into the file.
 */
const SETTINGS = `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000`

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
  readonly #database: DriverDatabase
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
      if (isNew) createForOwnerOnly(path)
      const database = new driver.DatabaseSync(path, { readBigInts: true, returnArrays: true })
      this.#database = database
      undo.push(() => database.close())
      database.exec(SETTINGS)
      this.#checkFile(target)
      owner.note(database)
      this.#lastId = this.#checkMark()
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
    return this.#select(
      'SELECT id, thread, at_ms, body, checksum, refused FROM call ORDER BY id',
    ).map((row) => readCall(this.path, row))
  }

  get isEmpty(): boolean {
    const [[calls] = []] = this.#select('SELECT count(*) FROM call')
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
    this.#inTransaction(() => {
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
      this.#inTransaction(() => {
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
      this.#inTransaction(() => {
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
    this.#takeInLog()
    this.#database.close()
    this.#mark.close()
    this.#owner.release()
  }

  /** SQLite does so only when no statement is left, and the drop-in's live on for a while. */
  #takeInLog(): void {
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // a full disk: the log keeps everything, and the next open reads it
    }
  }

  #checkFile(target: string): void {
    const [[format] = []] = this.#select('PRAGMA user_version')
    if (typeof format === 'bigint' && format > FORMAT) throw newerFormat(this.path, format)
    if (format === 0n) {
      this.#inTransaction(() => {
        this.#database.exec(SCHEMA)
        this.#database.prepare('INSERT INTO target (name) VALUES (?)').run(target)
        this.#database.exec(`PRAGMA user_version = ${FORMAT}`)
      })
    }
    const [[answer] = []] = this.#select('PRAGMA quick_check(1)')
    if (answer !== 'ok') throw damagedError(this.path, String(answer))
    this.#checkTarget(target)
  }

  #checkTarget(target: string): void {
    const [[stored] = []] = this.#select('SELECT name FROM target')
    if (stored === target || stored === '' || target === '') return
    const [[calls] = []] = this.#select('SELECT count(*) FROM call')
    if (calls !== 0n) {
      throw new KustoSaverError(
        'INVALID_OPTION',
        `The spool ${this.path} holds writes for ${String(stored)}, and this saver writes to ${target}. Give each database a folder of its own.`,
      )
    }
    this.#database.prepare('UPDATE target SET name = ?').run(target)
  }

  /** @returns the greatest id that was ever given */
  #checkMark(): number {
    const [[sequence = 0n] = []] = this.#select(
      "SELECT seq FROM sqlite_sequence WHERE name = 'call'",
    )
    const marked = this.#mark.read()
    if (marked === undefined) throw damagedError(this.path, 'its -mark file is not as written')
    if (Number(sequence) >= marked) return Number(sequence)
    throw damagedError(
      this.path,
      `its last call is ${Number(sequence)}, and call ${marked} was on the disk; a part is missing`,
    )
  }

  #select(sql: string): readonly (readonly DriverValue[])[] {
    const statement = this.#database.prepare(sql)
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    try {
      return statement.all({}).filter(isRow)
    } catch (error) {
      throw diskError(this.path, error)
    }
  }

  #inTransaction(work: () => void): void {
    try {
      this.#database.exec('BEGIN IMMEDIATE')
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#rollBack()
      throw diskError(this.path, error)
    }
  }

  /** SQLite has rolled back some failures itself. */
  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK')
    } catch {
      // nothing was under way
    }
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

/**
 * The file holds state. SQLite gives its log and its shared memory the permissions of the database
 * (`findCreateFileMode()` in sqlite.org/src/file/src/os_unix.c).
 */
function createForOwnerOnly(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
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

function newerFormat(path: string, format: bigint): KustoSaverError {
  return new KustoSaverError(
    'NEWER_FORMAT',
    `The spool ${path} has format ${format}; this version of langgraph-checkpoint-kusto reads up to ${FORMAT}. Start the later version again, which stores its rows.`,
  )
}

function isRow(row: unknown): row is readonly DriverValue[] {
  return Array.isArray(row)
}
