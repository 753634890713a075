import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export const HELP = `Usage: npx tsx load/runner/main.ts [options]

Drives the load target with k6, balances the books and writes a report.

Options:
  --scenario NAMES  comma-separated, or all (default all); headroom looks for the highest rate of
                    turns that holds all limits
  --seconds N       duration of each scenario (default: the scenario's own)
  --smoke           run each scenario for a few seconds, to find breakage, not to measure speed
  --out FOLDER      folder for summary, charts and logs (default load/out)
  --record          also write docs/reports/load.md; only for full-length runs
  --kusto URL       connection string or URL of a database for load tests (default: starts a local Kusto)
  --no-history      record no history of the saver's calls, and judge none: for measurements, since
                    recording takes time of the host (default: record and judge; headroom never does)
  --k6 PATH         the k6 to use (default: K6, on PATH, or in Go's bin folder)
  --baseline FILE   summary.json of an earlier run; a figure that grew beyond 1.25 times fails
  --node PATH       the Node that runs the host and the local Kusto (default: this one)
  --help            this text

The environment variables KUSTO_URL and K6 replace --kusto and --k6.
Exit code: 0 everything passed, 1 something failed, 2 invalid arguments.`

export interface LoadOptions {
  /** Names of scenarios; all of them when undefined. */
  readonly scenarios: readonly string[] | undefined
  readonly seconds: number | undefined
  readonly isSmoke: boolean
  readonly outFolder: string
  readonly isRecorded: boolean
  readonly kustoUrl: string | undefined
  readonly k6Path: string | undefined
  /** Whether to record the calls of the savers, and judge them after each scenario. */
  readonly keepsHistory: boolean
  /** The `summary.json` to compare with. */
  readonly baselineFile: string | undefined
  /** Whether to look for the highest rate instead. */
  readonly isHeadroom: boolean
  /** Path of the Node that runs the host. */
  readonly node: string
}

const HEADROOM = 'headroom'

export class WrongUsage extends Error {}

/** @throws WrongUsage */
export function readLoadOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): LoadOptions | 'help' {
  const values = parse(args)
  if (values.help === true) return 'help'
  const isHeadroom = values.scenario === HEADROOM
  const options: LoadOptions = {
    scenarios: isHeadroom ? undefined : readScenarios(values.scenario, known),
    isHeadroom,
    seconds: readSeconds(values.seconds),
    isSmoke: values.smoke ?? false,
    outFolder: values.out ?? 'load/out',
    isRecorded: values.record ?? false,
    kustoUrl: values.kusto ?? filled(environment['KUSTO_URL']),
    k6Path: values.k6 ?? filled(environment['K6']),
    keepsHistory: !isHeadroom && values['no-history'] !== true,
    baselineFile: values.baseline,
    node: readNode(values.node),
  }
  if (options.isRecorded && (options.isSmoke || options.seconds !== undefined)) {
    throw new WrongUsage('--record is for runs of full length: leave out --smoke and --seconds')
  }
  return options
}

function parse(args: readonly string[]): ReturnType<typeof parseLoadArgs> {
  try {
    return parseLoadArgs(args)
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error))
  }
}

function parseLoadArgs(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string' },
      seconds: { type: 'string' },
      smoke: { type: 'boolean' },
      out: { type: 'string' },
      record: { type: 'boolean' },
      kusto: { type: 'string' },
      'no-history': { type: 'boolean' },
      k6: { type: 'string' },
      baseline: { type: 'string' },
      node: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values
}

function readScenarios(
  text: string | undefined,
  known: readonly string[],
): readonly string[] | undefined {
  if (text === undefined || text === 'all') return undefined
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !known.includes(name))
  if (unknown === undefined) return [...new Set(names)]
  throw new WrongUsage(
    `--scenario: there is no '${unknown}'; there are ${known.join(', ')}, ${HEADROOM}`,
  )
}

/** Makes a relative path absolute, because the host runs in another folder. */
function readNode(text: string | undefined): string {
  if (text === undefined) return process.execPath
  if (text === '') throw new WrongUsage('--node must be the path of a Node, got nothing')
  return /[/\\]/.test(text) ? resolve(text) : text
}

function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = Number(text)
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= 86_400) return seconds
  throw new WrongUsage(`--seconds must be a whole number from 1 to 86400, got '${text}'`)
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
