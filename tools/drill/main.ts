/**
 * `npm run drill [-- --only '503,view behind' | --short] [--at-once 9]`: breaks agent hosts and
 * their Kustos while a real Prometheus with the bundled rules watches. Prints a table. Exits with 1
 * if an alert, health, logs, spans or metrics are not as expected, and with 3 if that may be
 * because the machine is too busy.
 * With `--page`, and if all faults were drilled, it writes docs/reports/drill.md.
 */
import { realIsoTime, realNowMs } from './host/fast-time.ts'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prometheusTools } from '../../test/suites/dashboards/prometheus-tools.ts'
import { FAULTS, faultsNamed, quickFaults, type Fault } from './faults.ts'
import { minutesOf } from './host/time-factor.ts'
import { drillPage } from './report/page.ts'
import { rowsOf, tableOf } from './report/table.ts'
import { HOSTS_AT_ONCE, runDrill } from './run/run-drill.ts'

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'reports', 'drill.md')

/** A third of a minute of fast time. */
const TOO_LATE_MS = 1_000

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    short: { type: 'boolean' },
    page: { type: 'boolean' },
    'at-once': { type: 'string', default: String(HOSTS_AT_ONCE) },
  },
})
const faults = chosenFaults()
const args = process.argv.slice(2)
const tools = prometheusTools()
if (tools === undefined) throw new Error('The drill needs Prometheus: apt-get install prometheus')

// the programs that it has started end with it
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const [before = 0] = loadavg()
const begunAtMs = realNowMs()
const { outcomes, latestMs } = await runDrill(faults, {
  prometheus: tools.prometheus,
  hostsAtOnce: Number(values['at-once']),
  onProgress: say,
  onOutcome: (outcome) => {
    say(
      tableOf(rowsOf([outcome]))
        .split('\n')
        .at(-1) ?? '',
    )
  },
})
const rows = rowsOf(outcomes)
console.log(tableOf(rows))
if (faults === FAULTS || values.page === true) {
  const [after = 0] = loadavg()
  const page = drillPage({
    rows,
    command: ['npm run drill', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
    hostsAtOnce: Number(values['at-once']),
    date: realIsoTime().slice(0, 10),
    minutes: (realNowMs() - begunAtMs) / 60_000,
    load: [before, after],
    latestMs,
    prometheus: versionOf(tools.prometheus),
  })
  writeFileSync(PAGE, page)
}
const wrong = rows.filter(({ complaints }) => complaints.length > 0)
console.log(`${rows.length - wrong.length} as expected, ${wrong.length} not`)
process.exitCode = wrong.length === 0 ? 0 : 1
if (wrong.length > 0 && latestMs > TOO_LATE_MS) {
  const [seconds, minutes] = [latestMs / 1000, minutesOf(latestMs)].map((time) => time.toFixed(1))
  console.log(
    `This machine is too busy: a timer was ${seconds} s late, which is ${minutes} minutes of fast time. Hosts may have failed for that alone.`,
  )
  process.exitCode = 3
}

function say(line: string): void {
  const seconds = Math.round((realNowMs() - begunAtMs) / 1000)
  console.error(`${String(seconds).padStart(4)} s  ${line}`)
}

function chosenFaults(): readonly Fault[] {
  if (values.short === true) return quickFaults()
  return values.only === undefined ? FAULTS : faultsNamed(values.only.split(','))
}

function versionOf(program: string): string {
  const { stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return /version (\S+)/.exec(`${stdout}${stderr}`)?.[1] ?? 'of unknown version'
}
