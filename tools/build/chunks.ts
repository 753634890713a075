import type { CodeSplittingGroup } from 'rolldown'
import { ROOMS } from '../structure/rooms.ts'

const BASE = ROOMS.find(({ name }) => name === 'base')?.files ?? []

/**
 * Which modules share a file; the first group that takes a module has it, with what it imports.
 * Left to itself, the bundler makes a file of each set of modules that the same entries use: twice
 * as many.
 */
const GROUPS: readonly CodeSplittingGroup[] = [
  // all entries use them, so that an error of one is an error of the others
  { name: 'base', test: (id) => BASE.some((file) => id.endsWith(`/src/${file}`)) },
  { name: 'saver', test: /\/src\/(?!local\/|cli\/|telemetry\/sdk\/)/, tags: ['$initial'] },
  { name: 'local-kusto', test: /\/src\/local\//, tags: ['$initial'] },
  // on the first request to a cluster
  { name: 'azure-client', test: /\/src\/kusto\// },
  // on `listen()`
  { name: 'server', test: /\/src\/local\/(?:server|queued\/storage)\// },
  // on `open()`
  { name: 'engine', test: /\/src\/local\// },
  { name: 'command', test: /\/src\/cli\/shared\/command\.ts$/ },
  // on a subcommand that serves no local Kusto
  { name: 'commands', test: /\/src\/cli\/(?!main|run-cli|local\/)/ },
]

export const CHUNKS: CodeSplittingGroup[] = GROUPS.map((group, index) => ({
  ...group,
  priority: GROUPS.length - index,
}))
