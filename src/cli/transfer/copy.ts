import { parseArgs } from 'node:util'
import { describeFailure, EXIT, UsageError } from '../shared/command.ts'
import { CONNECTION_HELP } from '../shared/connection-option.ts'
import { describeTransfer } from './describe-report.ts'
import { withSaver } from './with-saver.ts'

const HELP = `Usage: langgraph-kusto copy SOURCE TARGET [options]

Stores everything that can be read of a thread under another id, as a whole or not at all.
Needs Database Viewer and Ingestor.

Options:
${CONNECTION_HELP}
  --json                print JSON
  --help                this text

Exit code: 0 done, or done before, 1 failed, 2 called wrongly.`

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args)
  if (values.help === true) {
    console.log(HELP)
    return EXIT.done
  }
  const [source, target, ...more] = positionals
  if (source === undefined || target === undefined || more.length > 0) {
    throw new UsageError('copy takes the ids of two threads: the source and the target')
  }
  return withSaver(values.connection, async (saver) => {
    const report = await saver.copyThread(source, target)
    console.log(values.json === true ? JSON.stringify(report) : describeTransfer(target, report))
    return EXIT.done
  })
}

function parse(args: readonly string[]): ReturnType<typeof parseCopyArgs> {
  try {
    return parseCopyArgs(args)
  } catch (error) {
    throw new UsageError(describeFailure(error))
  }
}

function parseCopyArgs(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      connection: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}
