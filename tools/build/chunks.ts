import type { CodeSplittingGroup } from 'rolldown'
import { LAYERS } from '../structure/layers.ts'

const BASE = LAYERS.find(({ name }) => name === 'base')?.files ?? []

/**
 * Which modules share a file: the first group that matches a module gets it, with its imports. By
 * default, the bundler makes one file per set of modules that the same entries use, which gives
 * twice as many files.
 */
const GROUPS: readonly CodeSplittingGroup[] = [
  // all entries share them, so that an error of one is an error of the others
  { name: 'base', test: (id) => BASE.some((file) => id.endsWith(`/src/${file}`)) },
  {
    name: 'saver',
    test: /\/src\/(?!local\/|cli\/|encryption\/|telemetry\/sdk\/)/,
    tags: ['$initial'],
  },
  { name: 'local-kusto', test: /\/src\/local\//, tags: ['$initial'] },
  // on the first request to a cluster
  { name: 'azure-client', test: /\/src\/kusto\// },
  // on `listen()`
  { name: 'server', test: /\/src\/local\/(?:server|queued\/storage)\// },
  // on `open()`
  { name: 'engine', test: /\/src\/local\// },
  {
    name: 'command',
    test: /\/src\/cli\/(?:arguments\/usage-error|output\/describe-failure|process\/)/,
  },
  // on a subcommand that serves no local Kusto
  { name: 'commands', test: /\/src\/cli\/(?!main|run-cli|local\/)/ },
]

export const CHUNKS: CodeSplittingGroup[] = GROUPS.map((group, index) => ({
  ...group,
  priority: GROUPS.length - index,
}))
