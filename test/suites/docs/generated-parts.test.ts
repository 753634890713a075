import { describe, expect, it } from 'vitest'
import { documentedCodes, typedCodes } from '../../../tools/docs/errors-table.ts'
import { DOCUMENTS } from '../../../tools/docs/documents.ts'
import { PARTS, partNames, withGeneratedParts } from '../../../tools/docs/generated-parts.ts'
import { fieldsOf } from '../../../tools/docs/options-table.ts'
import { readInterface } from '../../../tools/docs/read-interface.ts'
import { SINK_DEFAULTS } from '../../../src/ingest/sink-options.ts'
import { SAVER_DEFAULTS } from '../../../src/options.ts'
import { SPOOL_DEFAULTS } from '../../../src/spool/spool-options.ts'
import { readDocument } from './blocks.ts'

describe('generated parts of the documents', () => {
  it.each(DOCUMENTS)('of %s are up to date; if not: npm run docs', (name) => {
    const document = readDocument(name)
    expect(withGeneratedParts(document)).toBe(document)
  })

  it('each have a place', () => {
    const placed = DOCUMENTS.flatMap((name) => partNames(readDocument(name)))
    expect(placed.toSorted()).toEqual(Object.keys(PARTS).toSorted())
  })

  it('replace the previous text', () => {
    const document = 'a\n<!-- generated: policies -->\nold\n<!-- end: policies -->\nz'
    expect(withGeneratedParts(document)).toMatch(
      /^a\n<!-- generated: policies -->\n`caching`[^]*\n<!-- end: policies -->\nz$/,
    )
  })

  it('are rejected if nothing generates them', () => {
    const document = '<!-- generated: nonsense -->\n<!-- end: nonsense -->'
    expect(() => withGeneratedParts(document)).toThrow(/'nonsense'/)
  })
})

describe('the doc comments behind generated tables', () => {
  it.each([
    ['src/options.ts', 'KustoSaverOptions', SAVER_DEFAULTS],
    ['src/ingest/sink-options.ts', 'SinkOptions', SINK_DEFAULTS],
    ['src/spool/spool-options.ts', 'SpoolOptions', SPOOL_DEFAULTS],
  ] as const)('of %s name the defaults of the code', (file, name, defaults) => {
    const said = new Map(fieldsOf(file, name).map((field) => [field.name, field.defaultText]))
    for (const [option, value] of Object.entries(defaults)) {
      expect([option, said.get(option)?.replace(/^'(.*)'$/, '$1')]).toEqual([option, `${value}`])
    }
  })

  it('show the options of the spool under their full names', () => {
    expect(PARTS['saver options']?.()).toContain('| `spool.maxBytes` | bytes | 134,217,728 |')
  })

  it('name every error code once', () => {
    const documented = documentedCodes().map(({ code }) => code)
    expect(documented.toSorted()).toEqual(typedCodes().toSorted())
    expect(documentedCodes().filter(({ meaning }) => meaning === '')).toEqual([])
  })
})

describe('reading an interface', () => {
  const SOURCE = [
    'export interface Options extends Other {',
    '  /** Bytes of | one',
    "   * piece. @default 'a' */",
    '  readonly maxBytes?: number',
    '  /** Where. */',
    '  readonly client: Client',
    '}',
    'export interface Next {',
    '  /** Not of Options. */',
    '  readonly other: string',
    '}',
  ].join('\n')

  it('returns the fields with comments and defaults', () => {
    expect(readInterface(SOURCE, 'Options')).toEqual([
      {
        name: 'maxBytes',
        isOptional: true,
        type: 'number',
        text: 'Bytes of | one piece.',
        defaultText: "'a'",
      },
      { name: 'client', isOptional: false, type: 'Client', text: 'Where.', defaultText: undefined },
    ])
  })

  it('rejects a missing or undocumented interface', () => {
    expect(() => readInterface(SOURCE, 'Option')).toThrow(/no `export interface Option`/)
    expect(() => readInterface('export interface A {\n}\n', 'A')).toThrow(/no documented field/)
  })
})
