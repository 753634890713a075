import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { entityName, longLiteral, stringLiteral } from '../../../src/kusto/literals.ts'
import { compileQuery } from '../../../src/local/kql/compile-query.ts'
import { loadLanguage } from '../../../src/local/kql/parser/language.ts'
import { stringOfLiteral } from '../../../src/local/kql/relation/literals.ts'

/** The used members of Microsoft's own parser, which has no types. */
interface KustoFacts {
  GetStringLiteralValue(literal: string): string
}

declare global {
  var Kusto: { readonly Language: { readonly KustoFacts: KustoFacts } } | undefined
}

const nothing = { database: 'db', tables: new Map(), views: new Map(), functions: new Map() }

beforeAll(() => loadLanguage())

describe('literals, read by Microsoft’s parser', () => {
  it('strings are read back unchanged', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(
          globalThis.Kusto?.Language.KustoFacts.GetStringLiteralValue(stringLiteral(text)),
        ).toBe(text)
        expect(stringOfLiteral(stringLiteral(text))).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  it('strings stay one literal inside a query', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const [statement] = compileQuery(`print ${stringLiteral(text)}`, nothing).statements
        expect(statement?.columns).toEqual([{ name: 'print_0', type: 'string' }])
      }),
    )
  })

  it('names are read back unchanged', () => {
    fc.assert(
      fc.property(
        hostileText.filter((text) => text.trim() !== '' && text.length <= 200),
        (name) => {
          const [statement] = compileQuery(`print ${entityName(name)}=1`, nothing).statements
          expect(statement?.columns).toEqual([{ name, type: 'long' }])
        },
      ),
    )
  })

  it('longs stay longs over their whole range', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }), (value) => {
        const [statement] = compileQuery(`print ${longLiteral(value)}`, nothing).statements
        expect(statement?.columns).toEqual([{ name: 'print_0', type: 'long' }])
      }),
    )
  })
})

const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        "'",
        '\\',
        '\\u0041',
        '\n',
        '\r\n',
        '\t',
        '```',
        '~~~',
        '@"',
        "h'",
        '//',
        '/*',
        ';',
        '| union *',
        "']",
        '\u2028',
        '\u0085',
        '\u00ad',
        '\ufeff',
        '😀',
        '${x}',
        ')',
        '.drop table T',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => text.isWellFormed() && !text.includes('\0'))
