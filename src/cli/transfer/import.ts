import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { ImportReport, KustoSaver } from '../../index.ts'
import { describeFailure } from '../output/describe-failure.ts'
import { EXIT_CODE } from '../process/exit-code.ts'
import { UsageError } from '../arguments/usage-error.ts'
import { parseOptions } from '../arguments/parse-options.ts'
import { CONNECTION_HELP } from '../arguments/connection-option.ts'
import { describeTransfer } from './describe-report.ts'
import { FROM_HELP, openSource } from './open-source.ts'
import { withSaver } from './with-saver.ts'

const HELP = `Usage: langgraph-kusto import FILE [options]
       langgraph-kusto import --from SOURCE [options]

Imports a thread that langgraph-kusto export wrote (FILE, or - for standard input). It becomes
visible as a whole or not at all. With --from, imports all threads of another saver, then compares
each checkpoint with its source. If interrupted, run the same command again to import the rest.
Needs Database Viewer and Ingestor.

Options:
${CONNECTION_HELP}
${FROM_HELP}
  --thread ID           with FILE: the new id of the thread
                        with --from: import only this thread; repeatable
  --json                print JSON
  --help                this text

Exit code: 0 done and equal to the source, 1 failed or different, 2 invalid arguments.`

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args)
  if (values.help === true) {
    console.log(HELP)
    return EXIT_CODE.done
  }
  const [file, ...more] = positionals
  const { from, thread: threadIds = [] } = values
  if (more.length > 0 || (file === undefined) === (from === undefined)) {
    throw new UsageError('import needs either one FILE or --from')
  }
  const isJson = values.json ?? false
  return withSaver(values.connection, (saver) =>
    file === undefined
      ? importSaver(saver, { from: from ?? '', threadIds, isJson })
      : importFile(saver, { file, threadIds, isJson }),
  )
}

interface FileImport {
  readonly file: string
  readonly threadIds: readonly string[]
  readonly isJson: boolean
}

async function importFile(saver: KustoSaver, call: FileImport): Promise<number> {
  const [threadId, ...more] = call.threadIds
  if (more.length > 0)
    throw new UsageError('a FILE contains one thread, so --thread must not be repeated')
  // opened first: a stream would end the process when the file is missing
  const input = call.file === '-' ? process.stdin : (await open(call.file)).createReadStream()
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  const report = await saver.importThread(lines, threadId === undefined ? {} : { threadId })
  const name = threadId ?? call.file
  console.log(call.isJson ? JSON.stringify(report) : describeTransfer(name, report))
  return EXIT_CODE.done
}

interface SaverImport {
  readonly from: string
  readonly threadIds: readonly string[]
  readonly isJson: boolean
}

async function importSaver(saver: KustoSaver, call: SaverImport): Promise<number> {
  const opened = await openSource(call.from)
  const startedAtMs = Date.now()
  const onProgress = ({ threads, checkpoints }: ImportReport): void => {
    const perSecond = Math.round(checkpoints / Math.max(0.001, (Date.now() - startedAtMs) / 1000))
    console.error(`${threads} threads, ${checkpoints} checkpoints, ${perSecond} per second`)
  }
  try {
    const threads = call.threadIds.length === 0 ? {} : { threadIds: call.threadIds }
    const report = await saver.importFrom(opened.source, { ...threads, onProgress })
    console.log(call.isJson ? json(report) : described(report))
    return report.differences.length + report.failures.length === 0
      ? EXIT_CODE.done
      : EXIT_CODE.failed
  } finally {
    await opened.close()
  }
}

function json({ failures, ...report }: ImportReport): string {
  const named = failures.map(({ threadId, error }) => ({ threadId, error: describeFailure(error) }))
  return JSON.stringify({ ...report, failures: named })
}

function described({ threads, checkpoints, alreadyThere, ...found }: ImportReport): string {
  const done = `${threads} threads, ${checkpoints} checkpoints equal to their source; ${alreadyThere} were already imported.`
  const differences = found.differences.map(
    ({ threadId, checkpointNs, checkpointId, field }) =>
      `Differs: ${[threadId, checkpointNs, checkpointId, field].map((text) => JSON.stringify(text)).join(' ')}`,
  )
  const failures = found.failures.map(
    ({ threadId, error }) => `Failed: ${JSON.stringify(threadId)}: ${describeFailure(error)}`,
  )
  return [done, ...differences, ...failures].join('\n')
}

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      connection: { type: 'string' },
      from: { type: 'string' },
      thread: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}
