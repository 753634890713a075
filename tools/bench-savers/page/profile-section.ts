import type { ProfiledCell } from '../parts/profile.ts'
import { PACKAGES } from '../profile-shares.ts'
import { table } from './table.ts'

export function profileSection(cells: readonly ProfiledCell[]): string {
  const rows = PACKAGES.map((name) => [
    name,
    ...cells.map(({ shares }) => percent(shares.get(name))),
  ])
  return `## Where the rest of the time goes

Supersteps of one worker under V8's CPU profiler: shares of this process's time without idle time.
Functions without a source, such as SQLite's, count for their caller. Over HTTP the engine runs in
another process, which is not in these shares; waiting for it is idle time.

${table(['self time', ...cells.map(({ saver, size }) => `${saver}, ${size}`)], rows)}`
}

function percent(share: number | undefined): string {
  return share === undefined ? '' : `${(share * 100).toFixed(1)} %`
}
