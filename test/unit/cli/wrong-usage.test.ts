import { afterEach, expect, it, vi } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.ts'
import { consolePerTest } from '../../support/console-per-test.ts'

const { err } = consolePerTest()

afterEach(() => vi.restoreAllMocks())

it.each([
  'provision',
  'doctor',
  'threads',
  'copy',
  'export',
  'import',
  'capacity',
  'spool',
  'local',
])('%s names an unknown option and the help', async (command) => {
  expect(await runCli([command, '--zzzzzz'])).toBe(2)
  expect(err).toEqual([
    `langgraph-kusto ${command}: unknown option '--zzzzzz'. See \`langgraph-kusto ${command} --help\`.`,
  ])
})

it('suggests the option that was probably meant', async () => {
  expect(await runCli(['threads', 'list', '--limt', '3'])).toBe(2)
  expect(err).toEqual([
    "langgraph-kusto threads: unknown option '--limt', did you mean --limit? See `langgraph-kusto threads --help`.",
  ])
})
