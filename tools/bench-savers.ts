/** The savers beside each other: `npm run bench` measures and writes docs/BENCHMARKS.md. Nothing depends on the numbers. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measureSupersteps } from './bench-savers/parts/supersteps.ts'
import { superstepsSection } from './bench-savers/page/supersteps-section.ts'
import { BenchSavers } from './bench-savers/savers/bench-savers.ts'

const savers = await BenchSavers.start()
const isQuick = process.argv.includes('--quick')
const cells = await measureSupersteps({
  savers,
  isQuick,
  rounds: isQuick ? 2 : 3,
  cellMs: isQuick ? 700 : 2500,
  say: (line) => console.error(line),
})
await savers.stop()
writeFileSync('/tmp/bench-quick.md', superstepsSection(cells))
void join
