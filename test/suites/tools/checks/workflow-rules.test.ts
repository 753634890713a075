import { expect, it } from 'vitest'
import { workflowProblems } from '../../../../tools/checks/workflow-rules.ts'

const HASH = '08c6903cd8c0fde910a37f88322edcfb5dd907a8'
const READ = 'permissions:\n  contents: read\n'
const uses = (action: string): string => `${READ}jobs:\n  a:\n    steps:\n      - uses: ${action}\n`

it.each([
  ['a pinned action', uses(`actions/checkout@${HASH} # v5.0.0`)],
  ['an action of this repository', uses('./.github/actions/own')],
  ['no permissions at all', 'permissions: {}\n'],
])('accepts %s', (_, text) => {
  expect(workflowProblems(text)).toEqual([])
})

it.each([
  ['a tag', uses('actions/checkout@v5'), /not pinned/],
  ['a hash without its tag', uses(`actions/checkout@${HASH}`), /not pinned/],
  ['permissions left out', 'jobs: {}\n', /no `permissions`/],
  ['permissions for everything', 'permissions: write-all\n', /too much/],
  ['rights to write for every job', 'permissions:\n  contents: write\n', /belongs to the job/],
])('reports %s', (_, text, problem) => {
  expect(workflowProblems(text).join('\n')).toMatch(problem)
})
