import { createHash, type Hash } from 'node:crypto'
import { KustoSaverError } from '../../errors.ts'
import { isJsonObject } from '../../json-object.ts'
import { damagedExport } from './damaged-export.ts'
import { parseRow } from './parse-row.ts'
import type {
  PortableHeader,
  PortablePage,
  PortableRow,
  PortableThread,
} from './portable-thread.ts'
import type { ReadThread } from './read-thread.ts'
import type { LeftCheckpoint } from './transfer-report.ts'

/*
 * An exported thread: JSON lines. The first line names the format, its version and the thread. Each
 * further line holds a row. The last one has the number of rows, the omitted checkpoints, and the
 * SHA-256 of all that, with a line feed after each line and the list.
 */

const FORMAT = 'langgraph-checkpoint-kusto/thread'

/** Rises when an earlier reader would misunderstand a line. */
const VERSION = 1

/** @yields lines without their line feed */
export async function* threadLines(
  threadId: string,
  { header, pages, left }: ReadThread,
): AsyncGenerator<string, void, undefined> {
  const digest = createHash('sha256')
  const lineOf = (line: object): string => hashed(digest, JSON.stringify(line))
  yield lineOf({ format: FORMAT, version: VERSION, thread: threadId, stamps: header.stamps })
  let rows = 0
  for await (const page of pages) {
    for (const { table, values } of page.rows) {
      yield lineOf({ table, ns: page.checkpointNs, values })
      rows += 1
    }
  }
  const leftBehind = hashed(digest, JSON.stringify(left))
  yield `{"end":{"rows":${rows},"left":${leftBehind},"sha256":"${digest.digest('hex')}"}}`
}

export interface ThreadInLines extends PortableThread {
  /** Complete when the pages have been read. */
  readonly left: readonly LeftCheckpoint[]
}

/**
 * Reads one thread from lines and stops at its last line; undefined if there is none.
 *
 * @throws KustoSaverError `EXPORT_DAMAGED`, `NEWER_FORMAT`; the pages throw them too, at the end at
 * the latest
 */
export async function threadInLines(
  lines: AsyncIterator<string> | Iterator<string>,
): Promise<ThreadInLines | undefined> {
  const first = await nextLine(lines)
  if (first === undefined) return undefined
  const digest = createHash('sha256')
  const { threadId, header } = parseHeader(hashed(digest, first))
  const left: LeftCheckpoint[] = []
  return { threadId, header, pages: pagesIn(lines, digest, left), left }
}

/** Approximate number of characters of a page's rows. */
const PAGE_CHARACTERS = 4_000_000

async function* pagesIn(
  lines: AsyncIterator<string> | Iterator<string>,
  digest: Hash,
  left: LeftCheckpoint[],
): AsyncGenerator<PortablePage> {
  let rows: PortableRow[] = []
  let checkpointNs = ''
  let characters = 0
  let count = 0
  for (;;) {
    const line = await nextLine(lines)
    if (line === undefined) throw damagedExport('The last line is missing: the file was cut.')
    const parsed = parseLine(line)
    const { end, ns } = parsed
    const isFull = characters >= PAGE_CHARACTERS || ns !== checkpointNs
    if (rows.length > 0 && isFull) {
      yield { checkpointNs, rows }
      rows = []
      characters = 0
    }
    if (end !== undefined) {
      left.push(...readEnd(end, count, digest))
      return
    }
    if (typeof ns !== 'string') throw damagedExport('A row has no `ns`.')
    hashed(digest, line)
    checkpointNs = ns
    rows.push(parseRow(parsed))
    characters += line.length
    count += 1
  }
}

function hashed(digest: Hash, line: string): string {
  digest.update(`${line}\n`)
  return line
}

/** Skips empty lines, because files end with one. */
async function nextLine(
  lines: AsyncIterator<string> | Iterator<string>,
): Promise<string | undefined> {
  for (;;) {
    const { done, value } = await lines.next()
    if (done === true) return undefined
    const line = value.replace(/\r?\n$/, '')
    if (line !== '') return line
  }
}

function parseHeader(line: string): { threadId: string; header: PortableHeader } {
  const { format, version, thread, stamps } = parseLine(line)
  if (format !== FORMAT) throw damagedExport(`The first line does not name the format ${FORMAT}.`)
  if (typeof version === 'number' && version > VERSION) {
    throw new KustoSaverError(
      'NEWER_FORMAT',
      `The export has version ${version}, and this version of langgraph-checkpoint-kusto reads versions up to ${VERSION}: a later version wrote it. Upgrade the package. Nothing was imported.`,
    )
  }
  if (typeof thread !== 'string' || typeof stamps !== 'number' || !isCount(stamps)) {
    throw damagedExport('The first line lacks `thread` or `stamps`.')
  }
  return { threadId: thread, header: { stamps } }
}

/** One is drawn for each before the first row is read. */
const MOST_STAMPS = 5_000_000

function isCount(stamps: number): boolean {
  return Number.isSafeInteger(stamps) && stamps >= 0 && stamps <= MOST_STAMPS
}

function readEnd(end: unknown, rows: number, digest: Hash): LeftCheckpoint[] {
  const { left, sha256 } = isJsonObject(end) ? end : {}
  hashed(digest, JSON.stringify(left ?? null))
  if (
    isJsonObject(end) &&
    end['rows'] === rows &&
    sha256 === digest.digest('hex') &&
    isLeft(left)
  ) {
    return left
  }
  throw damagedExport('The rows are not those that the last line counts.')
}

/** The digest says that an export wrote it. */
function isLeft(left: unknown): left is LeftCheckpoint[] {
  return Array.isArray(left) && left.every(isJsonObject)
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  const parsed: unknown = parse(line)
  if (isJsonObject(parsed)) return parsed
  throw damagedExport('A line is no JSON object.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
