import { KustoSaverError } from '../errors.ts'
import type { SettledMark } from './settled-mark.ts'
import type { SpoolDatabase } from './spool-database.ts'
import { damagedError } from './spool-errors.ts'

/** Raised when an earlier version could not read the file. */
const FORMAT = 1n

/** One row is one call: it is there as a whole or not at all. */
const SCHEMA = `CREATE TABLE call (id INTEGER PRIMARY KEY AUTOINCREMENT, thread TEXT NOT NULL,
    at_ms INTEGER NOT NULL, body BLOB NOT NULL, checksum INTEGER NOT NULL, refused TEXT);
  CREATE TABLE target (name TEXT NOT NULL)`

/**
 * Checks what SQLite, the target and the mark can tell; fills a new database with its tables.
 *
 * @param target - the database that the rows are for; empty if unknown
 * @returns the greatest id that was ever given
 * @throws KustoSaverError `SPOOL_DAMAGED`, `SPOOL_FAILED`, `NEWER_FORMAT`, `INVALID_OPTION`
 */
export function checkDatabase(database: SpoolDatabase, target: string, mark: SettledMark): number {
  const [[format] = []] = database.select('PRAGMA user_version')
  if (typeof format === 'bigint' && format > FORMAT) throw newerFormat(database.path, format)
  if (format === 0n) createTables(database, target)
  const [[answer] = []] = database.select('PRAGMA quick_check(1)')
  if (answer !== 'ok') throw damagedError(database.path, String(answer))
  checkTarget(database, target)
  return checkMark(database, mark)
}

function createTables(database: SpoolDatabase, target: string): void {
  database.inTransaction(() => {
    database.exec(SCHEMA)
    database.prepare('INSERT INTO target (name) VALUES (?)').run(target)
    database.exec(`PRAGMA user_version = ${FORMAT}`)
  })
}

function checkTarget(database: SpoolDatabase, target: string): void {
  const [[stored] = []] = database.select('SELECT name FROM target')
  if (stored === target || stored === '' || target === '') return
  const [[calls] = []] = database.select('SELECT count(*) FROM call')
  if (calls !== 0n) {
    throw new KustoSaverError(
      'INVALID_OPTION',
      `The spool ${database.path} holds writes for ${String(stored)}, and this saver writes to ${target}. Give each database a folder of its own.`,
    )
  }
  database.prepare('UPDATE target SET name = ?').run(target)
}

function checkMark(database: SpoolDatabase, mark: SettledMark): number {
  const [[sequence = 0n] = []] = database.select(
    "SELECT seq FROM sqlite_sequence WHERE name = 'call'",
  )
  const marked = mark.read()
  if (marked === undefined) throw damagedError(database.path, 'its -mark file is not as written')
  if (Number(sequence) >= marked) return Number(sequence)
  throw damagedError(
    database.path,
    `its last call is ${Number(sequence)}, and call ${marked} was on the disk; a part is missing`,
  )
}

function newerFormat(path: string, format: bigint): KustoSaverError {
  return new KustoSaverError(
    'NEWER_FORMAT',
    `The spool ${path} has format ${format}; this version of langgraph-checkpoint-kusto reads up to ${FORMAT}. Start the later version again, which stores its rows.`,
  )
}
