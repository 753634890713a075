import { EXIT_CODE } from '../process/exit-code.ts'
import { UsageError } from '../arguments/usage-error.ts'
import { parseOptions } from '../arguments/parse-options.ts'
import { CONNECTION_HELP } from '../arguments/connection-option.ts'
import { describeTransfer } from './describe-report.ts'
import { withSaver } from './with-saver.ts'

const HELP = `Usage: langgraph-kusto copy SOURCE TARGET [options]

Copies the readable checkpoints of a thread to another id. The copy becomes visible as a whole or
not at all.
Needs Database Viewer and Ingestor.

Options:
${CONNECTION_HELP}
  --json                print JSON
  --help                this text

Exit code: 0 copied now or by an earlier run, 1 failed, 2 invalid arguments.`

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args)
  if (values.help === true) {
    console.log(HELP)
    return EXIT_CODE.done
  }
  const [source, target, ...more] = positionals
  if (source === undefined || target === undefined || more.length > 0) {
    throw new UsageError('copy needs two thread ids: SOURCE and TARGET')
  }
  return withSaver(values.connection, async (saver) => {
    const report = await saver.copyThread(source, target)
    console.log(values.json === true ? JSON.stringify(report) : describeTransfer(target, report))
    return EXIT_CODE.done
  })
}

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      connection: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}
