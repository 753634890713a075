import { expect, it } from 'vitest'
import { commandSummary } from '../../../src/kusto/command-summary.ts'

it.each([
  ['.show capacity', '.show capacity'],
  ['\n.create-merge table Checkpoints (thread_id: string)', '.create-merge table'],
  ['.show table Checkpoints ingestion json mappings', '.show table'],
  [".alter database ['Secret Agents'] policy retention '{}'", '.alter database'],
  ['.alter column Checkpoints.manifest policy encoding type = ""', '.alter column'],
  [
    '.create async ifnotexists materialized-view with (backfill = true) L on table C { C }',
    '.create async ifnotexists materialized-view',
  ],
  [
    '.delete table Checkpoints records <| Checkpoints | where thread_id == "table"',
    '.delete table',
  ],
  ['.show operations 6d9a', '.show operations'],
  ['.show tablespaces', '.show'],
  ['print 1', 'management'],
])('%j is summarized as %j', (text, summary) => {
  expect(commandSummary(text)).toBe(summary)
})
