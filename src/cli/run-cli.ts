import { PACKAGE_VERSION } from '../package-version.generated.ts'
import { describeFailure } from './output/describe-failure.ts'
import { EXIT_CODE } from './process/exit-code.ts'
import { UsageError } from './arguments/usage-error.ts'

/** The exports of a subcommand's file. */
interface CommandModule {
  /**
   * @param args - the arguments after the command's name
   * @returns the exit code
   * @throws UsageError for invalid arguments; any other error means that the command failed
   */
  readonly run: (args: readonly string[]) => Promise<number>
}

interface CommandEntry {
  readonly summary: string
  /** Loaded on demand, so that no command pays for another's dependencies. */
  readonly load: () => Promise<CommandModule>
}

const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map([
  [
    'provision',
    {
      summary: 'create or check tables, policies and the view',
      load: () => import('./provision.ts'),
    },
  ],
  [
    'doctor',
    { summary: 'check a database and report what is wrong', load: () => import('./doctor.ts') },
  ],
  [
    'threads',
    {
      summary: 'list, show, print, delete and purge threads',
      load: () => import('./threads/threads.ts'),
    },
  ],
  ['copy', { summary: 'copy a thread to another id', load: () => import('./transfer/copy.ts') }],
  [
    'export',
    { summary: 'write a thread as JSON lines', load: () => import('./transfer/export.ts') },
  ],
  [
    'import',
    {
      summary: "store an exported thread, or another saver's threads",
      load: () => import('./transfer/import.ts'),
    },
  ],
  [
    'capacity',
    {
      summary: 'calculate the cluster that a load needs',
      load: () => import('./capacity/capacity.ts'),
    },
  ],
  [
    'alerts',
    {
      summary: 'print Prometheus rules with the addresses of your runbooks',
      load: () => import('./alerts.ts'),
    },
  ],
  [
    'spool',
    {
      summary: 'list, retry and drop writes that wait on the local disk',
      load: () => import('./spool/spool.ts'),
    },
  ],
  ['local', { summary: 'serve an embedded local Kusto', load: () => import('./local/local.ts') }],
])

/** Runs one subcommand. @returns the exit code: 0 done, 1 failed, 2 invalid arguments */
export async function runCli(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined) return usage(EXIT_CODE.wrongUsage)
  if (['help', '--help', '-h'].includes(name)) return usage(EXIT_CODE.done)
  if (['--version', '-v', '-V'].includes(name)) {
    console.log(PACKAGE_VERSION)
    return EXIT_CODE.done
  }
  const entry = COMMANDS.get(name)
  if (entry === undefined) {
    console.error(`langgraph-kusto: unknown command '${name}'; see langgraph-kusto --help`)
    return EXIT_CODE.wrongUsage
  }
  return runCommand(name, entry, rest)
}

async function runCommand(
  name: string,
  entry: CommandEntry,
  args: readonly string[],
): Promise<number> {
  try {
    const { run } = await entry.load()
    return await run(args)
  } catch (error) {
    const message = `langgraph-kusto ${name}: ${describeFailure(error)}`
    if (!(error instanceof UsageError)) {
      console.error(message)
      return EXIT_CODE.failed
    }
    const end = /[.?!]$/.test(message) ? '' : '.'
    console.error(`${message}${end} See \`langgraph-kusto ${name} --help\`.`)
    return EXIT_CODE.wrongUsage
  }
}

function usage(exitCode: number): number {
  const lines = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`)
  const text = `Usage: langgraph-kusto <command> [options]

Commands:
${lines.join('\n')}

Run langgraph-kusto <command> --help for its options, or langgraph-kusto --version.`
  if (exitCode === EXIT_CODE.done) console.log(text)
  else console.error(text)
  return exitCode
}
