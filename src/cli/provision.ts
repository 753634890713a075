import type { KustoClient } from '../kusto/kusto-client.ts'
import { provision, type ProvisionStep } from '../provision/apply.ts'
import { checkProvisioned } from '../provision/check-provisioned.ts'
import { checkSchema, type CheckSchemaOptions } from '../provision/check-schema.ts'
import { LOST_DATA_REMEDY, isLost } from '../provision/lost-data.ts'
import { withDatabaseNames } from '../provision/with-database-names.ts'
import { checkFunctions } from '../provision/functions/check-functions.ts'
import { createFunctions } from '../provision/functions/create-functions.ts'
import { FUNCTIONS_SCRIPT, functionsScript } from '../provision/functions/functions-script.ts'
import { formatFindings, type SchemaReport } from '../provision/schema-report.ts'
import { provisionScripts } from '../provision/scripts.ts'
import { EXIT_CODE } from './process/exit-code.ts'
import { UsageError } from './arguments/usage-error.ts'
import { parseOptions } from './arguments/parse-options.ts'
import { clusterUriOf, CONNECTION_HELP, connectTo } from './arguments/connection-option.ts'

const HELP = `Usage: langgraph-kusto provision [options]

Creates the tables, mappings, policies and the view that the checkpointer needs. Safe to run again:
it adds what is missing, drops nothing, and keeps existing retention periods unless you pass one.

Options:
${CONNECTION_HELP}
  --retention-days N    days to keep state, counted from when it was stored (default for new tables: 90)
  --shorten-retention   let --retention-days shorten a longer period; this deletes data
  --recreate-tables     recreate, empty, a table that was dropped while others hold rows; try .undo drop table first
  --functions           also create functions for analysts, such as LangGraphMessages; the checkpointer needs none
  --check               only report what is missing or wrong; needs Database Viewer
  --print               only print the scripts, for an administrator to run; needs no connection
  --help                this text

Exit code: 0 ready, 1 something is missing or failed, 2 invalid arguments.
Needs Database Admin. provision/*.kql in the package lists each command and its reason.`

export interface ProvisionCommandOptions {
  readonly action: 'help' | 'print' | 'check' | 'apply'
  readonly connection: string | undefined
  readonly retentionDays: number | undefined
  readonly shortenRetention: boolean
  readonly recreateTables: boolean
  /** Whether the functions for analysts are created, checked or printed too. */
  readonly functions: boolean
}

export async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (options.action === 'help') return say(HELP)
  if (options.action === 'print') return print(options)
  const client = connectTo(options.connection)
  try {
    const work = options.action === 'check' ? check : apply
    return await withDatabaseNames(client, () => work(client, options))
  } finally {
    await client.close()
  }
}

function print({ retentionDays, functions }: ProvisionCommandOptions): number {
  const optional = functions ? [{ name: FUNCTIONS_SCRIPT, text: functionsScript() }] : []
  const scripts = [...provisionScripts(retentionDays), ...optional]
  return say(scripts.map(({ name, text }) => `// ${name}\n${text.trimEnd()}`).join('\n\n'))
}

async function check(client: KustoClient, options: ProvisionCommandOptions): Promise<number> {
  const exitCode = verdict(await checkSchema(client, checkOptions(options)))
  if (!options.functions) return exitCode
  return Math.max(exitCode, await functionsVerdict(client))
}

async function functionsVerdict(client: KustoClient): Promise<number> {
  const findings = await checkFunctions(client)
  for (const { name, problem } of findings) console.log(`error: function ${name} ${SAID[problem]}`)
  if (findings.length === 0) return say('The functions for analysts are there.')
  console.error('Run `langgraph-kusto provision --functions` to create them.')
  return EXIT_CODE.failed
}

const SAID = { missing: 'does not exist', differs: 'is not the one of this version' } as const

function checkOptions({ retentionDays, connection }: ProvisionCommandOptions): CheckSchemaOptions {
  return { retentionDays, clusterUri: clusterUriOf(connection) }
}

function verdict({ isReady, findings, retentionDays }: SchemaReport): number {
  if (findings.length > 0) console.log(formatFindings(findings))
  if (!isReady) {
    console.error(
      findings.some(isLost)
        ? `Not ready. ${LOST_DATA_REMEDY}`
        : 'Not ready: run `langgraph-kusto provision`, or the commands above.',
    )
    return EXIT_CODE.failed
  }
  const kept = retentionDays === undefined ? '' : `; state is kept for ${retentionDays} days`
  return say(`Ready${kept}.`)
}

async function apply(client: KustoClient, options: ProvisionCommandOptions): Promise<number> {
  const provisioned = await provision(client, options)
  for (const step of provisioned.steps) console.log(describe(step))
  const isWithFunctions = !options.functions || (await applyFunctions(client))
  const report = await checkProvisioned(client, provisioned, checkOptions(options))
  const exitCode = verdict(report)
  sayWhatWasNotShortened(report, options)
  return provisioned.isComplete && isWithFunctions ? exitCode : EXIT_CODE.failed
}

/** @returns whether all functions are there */
async function applyFunctions(client: KustoClient): Promise<boolean> {
  const steps = await createFunctions(client)
  for (const step of steps) console.log(describe(step))
  return steps.every(({ result }) => result === 'done')
}

function sayWhatWasNotShortened(
  { retentionDays: days = 0 }: SchemaReport,
  { retentionDays: asked, shortenRetention }: ProvisionCommandOptions,
): void {
  if (asked === undefined || shortenRetention || days <= asked) return
  console.log(
    `Not shortened to ${asked} days, since that deletes data: add --shorten-retention to do it.`,
  )
}

function describe({ script, command, result, reason }: ProvisionStep): string {
  const line = titleOf(command)
  const why = reason === '' ? '' : `\n         ${reason}`
  return `${result.padEnd(8)} ${script}  ${line}${why}`
}

/** The first line; of a function its name and parameters, which come after its docstring. */
function titleOf(command: string): string {
  const [first = '', second = ''] = command.split('\n', 2)
  return first.startsWith('.create-or-alter function')
    ? `.create-or-alter function ${second}`
    : first
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): ProvisionCommandOptions {
  const values = parse(args)
  if (values.check === true && values.print === true) {
    throw new UsageError('--check and --print cannot be combined')
  }
  return {
    action: values.help ? 'help' : values.print ? 'print' : values.check ? 'check' : 'apply',
    connection: values.connection,
    retentionDays: readDays(values['retention-days']),
    shortenRetention: values['shorten-retention'] ?? false,
    recreateTables: values['recreate-tables'] ?? false,
    functions: values.functions ?? false,
  }
}

function parse(args: readonly string[]) {
  return parseOptions({
    args: [...args],
    options: {
      connection: { type: 'string' },
      'retention-days': { type: 'string' },
      'shorten-retention': { type: 'boolean' },
      'recreate-tables': { type: 'boolean' },
      functions: { type: 'boolean' },
      check: { type: 'boolean' },
      print: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values
}

function readDays(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 36_500) return Number(text)
  throw new UsageError(`--retention-days must be an integer from 1 to 36500, got '${text}'`)
}

function say(text: string): number {
  console.log(text)
  return EXIT_CODE.done
}
