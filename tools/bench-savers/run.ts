/**
 * The measurement itself, on the Node that runs it: `tools/bench-savers.ts` starts it with its own
 * arguments.
 */
import { writeFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { readBenchOptions, type BenchOptions } from './bench-options.ts'
import { loadOfMinute } from './page/machine.ts'
import { benchPage } from './page/page.ts'
import { runParts } from './run-parts.ts'
import { BenchSavers } from './savers/bench-savers.ts'
import { SAVERS } from './savers/open-saver.ts'
import { sqliteSettings } from './savers/sqlite.ts'

const LENGTHS = {
  quick: { rounds: 2, cellMs: 500 },
  whole: { rounds: 3, cellMs: 2_000 },
} as const
const POSTGRES_SETTINGS = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'shared_buffers',
]

async function bench(
  args: readonly string[],
  { isQuick, parts, out }: BenchOptions,
): Promise<void> {
  const { rounds, cellMs } = isQuick ? LENGTHS.quick : LENGTHS.whole
  const loadBefore = loadOfMinute()
  const startMs = performance.now()
  const savers = await BenchSavers.start()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void endAt(signal, savers))
  try {
    const say = (line: string): void => console.error(`${seconds(startMs)} ${line}`)
    const results = await runParts(
      {
        savers,
        names: SAVERS,
        open: (name) => savers.open(name),
        isQuick,
        rounds,
        cellMs,
        say,
      },
      parts,
    )
    const page = benchPage(results, {
      command: ['npm run bench', ...(args.length === 0 ? [] : ['--', ...args])].join(' '),
      rounds,
      cellMs,
      isQuick,
      loadBefore,
      loadAfter: loadOfMinute(),
      minutes: (performance.now() - startMs) / 60_000,
      postgresSettings: await savers.postgres.settings(POSTGRES_SETTINGS),
      sqliteSettings: await sqliteSettings(),
    })
    if (out !== undefined) writeFileSync(out, page)
    console.log(page)
  } finally {
    await savers.stop()
  }
}

/**
 * Stops the servers, which would outlive this process. Never rejects: a failure is reported and
 * ends it too.
 */
async function endAt(signal: NodeJS.Signals, savers: BenchSavers): Promise<void> {
  await savers.stop().catch((error: unknown) => console.error(error))
  console.error(`Ended by ${signal}; nothing was written`)
  process.exit(1)
}

function seconds(startMs: number): string {
  return `${Math.round((performance.now() - startMs) / 1_000)} s`.padStart(6)
}

const args = process.argv.slice(2)
const options = readBenchOptions(args)
if (options !== 'help') await bench(args, options)
