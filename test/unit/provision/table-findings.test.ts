import { describe, expect, it } from 'vitest'
import { provisionScripts } from '../../../src/provision/scripts.ts'
import { encodingFindings } from '../../../src/provision/encoding-findings.ts'
import type { SchemaFinding } from '../../../src/provision/schema-report.ts'
import type { StoredTable } from '../../../src/provision/stored-schema.ts'
import type { ShowResult } from '../../../src/kusto/show-result.ts'
import { mappingFindings, streamingFindings } from '../../../src/provision/table-findings.ts'
import { CHECKPOINTS, DELETIONS } from '../../../src/tables/schema.ts'

const scripts = provisionScripts()
const stored: StoredTable = {
  name: DELETIONS.name,
  columns: new Map(),
  mappings: { value: new Map() },
  streaming: { value: null },
  batching: { value: null },
  encodings: new Map(),
}
const columns = DELETIONS.columns.map(({ name }) => name)

function findingsForMapping(mapping: unknown): readonly string[] {
  const mappings = { value: new Map([[DELETIONS.mapping, JSON.stringify(mapping)]]) }
  return mappingFindings(scripts, DELETIONS, { ...stored, mappings }).map(({ message }) => message)
}

const streamingCount = (own: unknown, ofDatabase: unknown, isOnByDefault = false): number =>
  streamingFindings(
    scripts,
    DELETIONS,
    { value: own },
    { value: ofDatabase },
    {
      isOnByDefault,
    },
  ).length

function encodingOf(policy: ShowResult<unknown>): readonly SchemaFinding[] {
  const encodings = new Map([['manifest', policy]])
  return encodingFindings(scripts, CHECKPOINTS, { ...stored, encodings })
}

describe('a mapping as shown by a cluster', () => {
  it.each([
    {
      form: 'as it was written',
      entry: (c: string) => ({ column: c, Properties: { Path: `$.${c}` } }),
    },
    {
      form: 'flat, as older clusters do',
      entry: (c: string) => ({ column: c, path: `$.${c}`, datatype: '', transform: null }),
    },
    {
      form: 'with capitals',
      entry: (c: string) => ({ Column: c, Properties: { path: `$.${c}` } }),
    },
    {
      form: 'with bracketed paths',
      entry: (c: string) => ({ column: c, Properties: { Path: `$['${c}']` } }),
    },
  ])('is understood $form', ({ entry }) => {
    expect(findingsForMapping(columns.map((column): unknown => entry(column)))).toEqual([])
  })

  it('is wrong if a column is missing or filled from another field', () => {
    const entries = columns.slice(1).map((column) => ({ column, path: '$.other' }))
    expect(findingsForMapping(entries)).toEqual([
      expect.stringContaining('thread_id, revision, writer, created_at'),
    ])
  })

  it.each(['no JSON', null, 5, {}])('is wrong if it is %j', (mapping) => {
    expect(findingsForMapping(mapping)).toHaveLength(1)
  })
})

describe('a policy', () => {
  it('of streaming on the table overrides the database’s', () => {
    expect(streamingCount({ IsEnabled: true }, { IsEnabled: false })).toBe(0)
    expect(streamingCount({ IsEnabled: false }, { IsEnabled: true })).toBe(1)
    expect(streamingCount(null, { IsEnabled: true })).toBe(0)
    expect(streamingCount(null, null)).toBe(1)
  })

  it('of streaming is optional in Fabric, but applies if it exists', () => {
    expect(streamingCount(null, null, true)).toBe(0)
    expect(streamingCount(null, { IsEnabled: false }, true)).toBe(1)
    expect(streamingCount({ IsEnabled: false }, null, true)).toBe(1)
  })

  it.each([
    { Profile: 'BigObject32', MaxValueSize: 33_554_432, EncodingPolicyOrigin: 'Admin' },
    { Profile: 'BigObject', MaxValueSize: 33_554_432 },
    { profile: 'bigobject32' },
    { MaxValueSize: '67108864' },
  ])('of encoding is sufficient as %j', (policy) => {
    expect(encodingOf({ value: policy })).toEqual([])
  })

  it.each([
    null,
    {},
    { Profile: 'BigObject', MaxValueSize: 2_097_152 },
    { Profile: 'BigObject32', MaxValueSize: 1_048_576 },
    { Profile: 'Identifier' },
    { Comment: 'BigObject32, 33554432' },
  ])('of encoding that truncates large values is an error: %j', (policy) => {
    expect(encodingOf({ value: policy })).toMatchObject([
      { kind: 'encoding-missing', severity: 'error', entity: 'Checkpoints.manifest' },
    ])
  })

  it('that the caller may not see is a warning, not a failure', () => {
    const refused = { refusal: 'Forbidden: no' }
    const found = streamingFindings(
      scripts,
      DELETIONS,
      refused,
      { value: null },
      { isOnByDefault: false },
    )
    expect(found).toMatchObject([{ kind: 'unreadable', severity: 'warning' }])
  })
})
