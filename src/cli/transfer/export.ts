import { once } from 'node:events'
import { open, type FileHandle } from 'node:fs/promises'
import { EXIT_CODE } from '../process/exit-code.ts'
import { UsageError } from '../arguments/usage-error.ts'
import { parseOptions } from '../arguments/parse-options.ts'
import { CONNECTION_HELP } from '../arguments/connection-option.ts'
import { withSaver } from './with-saver.ts'

const HELP = `Usage: langgraph-kusto export THREAD [options]

Writes the readable checkpoints of a thread as JSON lines, for langgraph-kusto import. The lines
contain the thread's state. Needs Database Viewer.

Options:
${CONNECTION_HELP}
  --output FILE         write to this new file (default: standard output)
  --help                this text

Exit code: 0 done, 1 failed or not found, 2 invalid arguments.`

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args)
  if (values.help === true) {
    console.log(HELP)
    return EXIT_CODE.done
  }
  const [threadId, ...more] = positionals
  if (threadId === undefined || more.length > 0) throw new UsageError('export needs one thread id')
  return withSaver(values.connection, async (saver) => {
    const lines = saver.exportThread(threadId)
    // read before creating the file, so that a missing thread leaves no file
    const first = await lines.next()
    const file = values.output === undefined ? undefined : await open(values.output, 'wx', 0o600)
    const written = { lines: 0, bytes: 0 }
    const add = async (line: string): Promise<void> => {
      await write(file, line)
      written.lines += 1
      written.bytes += Buffer.byteLength(line) + 1
    }
    try {
      if (first.done !== true) await add(first.value)
      for await (const line of lines) await add(line)
    } finally {
      await file?.close()
    }
    console.error(
      `Wrote thread ${JSON.stringify(threadId)} to ${values.output ?? 'standard output'}: ${written.lines} lines, ${written.bytes} bytes.`,
    )
    return EXIT_CODE.done
  })
}

/** Writes to standard output if there is no file. */
async function write(file: FileHandle | undefined, line: string): Promise<void> {
  if (file !== undefined) await file.appendFile(`${line}\n`)
  else if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
}

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      connection: { type: 'string' },
      output: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
}
