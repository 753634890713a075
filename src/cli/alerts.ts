import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeFailure } from './output/describe-failure.ts'
import { EXIT_CODE } from './process/exit-code.ts'
import { keptLabels, withLabels } from './arguments/kept-labels.ts'
import { UsageError } from './arguments/usage-error.ts'

const HELP = `Usage: langgraph-kusto alerts [options]

Prints Prometheus rules: the alerts, or what they need recorded. Connects to nothing.

Options:
  --runbook-base URL      where your team reads the runbooks: runbook_url becomes URL/<alert>.md
  --dashboard-base URL    your Grafana: dashboard_url becomes URL/d/<dashboard>
  --labels LIST           labels of your hosts that rules keep besides job, database and server,
                          like job,cluster,environment; print the recording rules with the same
  --recording             print the recording rules instead
  --help                  this text

Exit code: 0 printed; 2 invalid arguments.`

const RULES = join('dashboards', 'out', 'rules')

/** As the package has them: below the root of its repository, and of a Grafana. */
const RUNBOOKS = 'runbook_url: docs/operations/runbooks/'
const DASHBOARDS = 'dashboard_url: /d/'

export async function run(args: readonly string[]): Promise<number> {
  const values = parse(args)
  if (values.help === true) {
    console.log(HELP)
    return EXIT_CODE.done
  }
  const runbooks = baseUrl('--runbook-base', values['runbook-base'])
  const dashboards = baseUrl('--dashboard-base', values['dashboard-base'])
  const labels = values.labels === undefined ? [] : keptLabels(values.labels)
  let text = withLabels(
    readRules(values.recording === true ? 'recording.yml' : 'alerts.yml'),
    labels,
  )
  if (runbooks !== undefined) text = text.replaceAll(RUNBOOKS, () => `runbook_url: ${runbooks}/`)
  if (dashboards !== undefined) {
    text = text.replaceAll(DASHBOARDS, () => `dashboard_url: ${dashboards}/d/`)
  }
  console.log(text.trimEnd())
  return EXIT_CODE.done
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'runbook-base': { type: 'string' },
        'dashboard-base': { type: 'string' },
        labels: { type: 'string' },
        recording: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(describeFailure(error))
  }
}

/** Without a slash at its end. */
function baseUrl(option: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  // a space or a quote would end the value in the YAML text
  if (!/^https?:\/\/[^\s"'#]+$/.test(value) || !URL.canParse(value)) {
    throw new UsageError(`${option} must be an address like https://wiki.example/runbooks`)
  }
  return value.replace(/\/+$/, '')
}

/** The package's own file, found from the command that runs, which the same tarball has. */
function readRules(name: string): string {
  let folder = dirname(realpathSync(process.argv[1] ?? '.'))
  while (!existsSync(join(folder, RULES, name))) {
    const above = dirname(folder)
    if (above === folder) throw new Error(`the package has no file ${join(RULES, name)}`)
    folder = above
  }
  return readFileSync(join(folder, RULES, name), 'utf8')
}
