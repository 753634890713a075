import { existsSync, statSync } from 'node:fs'
import { loadDriver, type Driver } from '../../sqlite/driver.ts'
import { dropThread, retryRefused, type ChangedFiles } from '../../spool/change-files.ts'
import { inspectFiles, type SpoolFileContents } from '../../spool/inspect-files.ts'
import { slotsIn } from '../../spool/spool-slots.ts'
import type { StoredCall } from '../../spool/spooled-call.ts'
import { EXIT_CODE } from '../process/exit-code.ts'
import { UsageError } from '../arguments/usage-error.ts'
import { parseOptions } from '../arguments/parse-options.ts'
import { textTable } from '../output/text-table.ts'

const HELP = `Usage: langgraph-kusto spool <action> --path FOLDER [options]

Writes that wait on the local disk (writeMode 'spooled'), by thread.

Actions:
  list             list waiting and refused writes; changes nothing, also beside a running process
  retry            make refused writes wait again: the next process on the folder sends them
  drop             remove all waiting writes of one thread for good; needs --thread and --yes

retry and drop leave files alone that a running process has open: stop it first.

Options:
  --path FOLDER    the folder of the saver's option spool.path
  --thread ID      only this thread
  --json           print list as JSON
  --yes            confirm drop
  --help           this text

Exit code: 0 done, 1 failed, damaged or in use, 2 invalid arguments or --yes is missing.`

interface SpoolCommand {
  readonly action: string
  readonly path: string
  readonly threadId: string | undefined
  readonly isJson: boolean
  readonly isSure: boolean
}

export async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (options === 'help') {
    console.log(HELP)
    return EXIT_CODE.done
  }
  const driver = await loadDriver()
  if (options.action === 'list') return list(driver, options)
  if (options.action === 'retry') {
    const { path, threadId } = options
    return tell(retryRefused(driver, path, threadId), 'wait again; the next process sends them')
  }
  return drop(driver, options)
}

function list(driver: Driver, { path, threadId, isJson }: SpoolCommand): number {
  const files = inspectFiles(driver, path)
  const rows = files.flatMap((file) => threadsIn(file, threadId))
  console.log(isJson ? JSON.stringify(rows) : described(rows))
  const damaged = files.flatMap(({ damage }) => damage ?? [])
  for (const damage of damaged) console.error(damage)
  return damaged.length > 0 ? EXIT_CODE.failed : EXIT_CODE.done
}

function described(rows: readonly ThreadRow[]): string {
  if (rows.length === 0) return 'No writes wait.'
  return textTable(
    ['FILE', 'OPEN IN', 'THREAD', 'WRITES', 'ROWS', 'BYTES', 'SINCE', 'REFUSED'],
    rows.map((row) => Object.values(row)),
  )
}

type ThreadRow = ReturnType<typeof threadsIn>[number]

function threadsIn({ path, owner, calls }: SpoolFileContents, only: string | undefined) {
  const byThread = new Map<string, StoredCall[]>()
  for (const call of calls) {
    if (only !== undefined && call.threadId !== only) continue
    byThread.set(call.threadId, [...(byThread.get(call.threadId) ?? []), call])
  }
  return [...byThread].map(([threadId, own]) => ({
    file: path,
    openIn: owner ?? '',
    threadId,
    writes: own.length,
    rows: own.reduce((sum, { rows }) => sum + rows, 0),
    bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
    since: new Date(Math.min(...own.map(({ atMs }) => atMs))).toISOString(),
    refused: own.find(({ refused }) => refused !== undefined)?.refused ?? '',
  }))
}

function drop(driver: Driver, { path, threadId, isSure }: SpoolCommand): number {
  if (threadId === undefined) throw new UsageError('drop needs --thread')
  if (!isSure) {
    console.error('Nothing was dropped. Add --yes to lose these writes for good.')
    return EXIT_CODE.wrongUsage
  }
  return tell(dropThread(driver, path, threadId), 'were dropped')
}

function tell({ calls, inUse }: ChangedFiles, outcome: string): number {
  console.log(`${calls.length} writes ${outcome}.`)
  for (const file of inUse) console.error(`Left alone, because it is open: ${file}`)
  return inUse.length > 0 ? EXIT_CODE.failed : EXIT_CODE.done
}

/** @throws UsageError */
function readOptions(args: readonly string[]): SpoolCommand | 'help' {
  const { values, positionals } = parse(args)
  if (values.help === true) return 'help'
  const [action = '', ...more] = positionals
  if (!['list', 'retry', 'drop'].includes(action) || more.length > 0) {
    throw new UsageError('expected one of list, retry, drop')
  }
  const { path = '', thread: threadId } = values
  checkFolder(path)
  return {
    action,
    path,
    threadId,
    isJson: values.json ?? false,
    isSure: values.yes ?? false,
  }
}

/** Elsewhere nothing waits, which must not look like a spool that is empty. */
function checkFolder(path: string): void {
  if (path === '') throw new UsageError("pass --path, the folder of the saver's option spool.path")
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new UsageError(`--path must be a folder, got '${path}'`)
  }
  if (slotsIn(path).length > 0) return
  throw new UsageError(`'${path}' is no spool folder: it has no file spool-0.sqlite`)
}

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      path: { type: 'string' },
      thread: { type: 'string' },
      json: { type: 'boolean' },
      yes: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}
