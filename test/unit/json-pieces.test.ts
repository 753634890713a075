import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  runInOneTurn,
  runAcrossTurns,
  BYTES_PER_TURN,
  takeMaxBytesPerTurn,
} from '../../src/event-loop-turns.ts'
import { isLongJson, jsonPieces } from '../../src/json-pieces.ts'
import { parseJsonSteps } from '../../src/parse-json.ts'

const escapes = fc.constantFrom('\\', '"', '\n', '\u0007', 'é', '東', '😀', 'a', '{', ',', ']')
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: escapes }))
const value = fc.jsonValue({ stringUnit: escapes, maxDepth: 4 })
const pieceLength = fc.integer({ min: 8, max: 40 })

function parsed(json: string, length: number): unknown {
  return runInOneTurn(parseJsonSteps(json, length))
}

describe('jsonPieces', () => {
  it('joins to what JSON.stringify returns', () => {
    fc.assert(
      fc.property(fc.oneof(value, text, fc.array(text)), pieceLength, (any, length) => {
        const pieces = [...jsonPieces(any, { pieceLength: length })]
        expect(pieces.join('')).toBe(JSON.stringify(any))
      }),
    )
  })

  it('writes a lone surrogate as JSON.stringify does, and leaves out undefined', () => {
    const any = {
      long: 'x'.repeat(20) + '\ud800',
      none: undefined,
      list: [undefined, 'y'.repeat(20)],
    }
    expect([...jsonPieces(any, { pieceLength: 8 })].join('')).toBe(JSON.stringify(any))
  })

  it('cuts strings, lists and objects', () => {
    const part = 'x'.repeat(BYTES_PER_TURN / 2)
    for (const any of [part.repeat(8), Array(8).fill(part), { a: { b: Array(8).fill(part) } }]) {
      const lengths = Array.from(jsonPieces(any), (piece) => piece.length)
      expect(lengths.length).toBeGreaterThan(4)
      expect(Math.max(...lengths)).toBeLessThan(BYTES_PER_TURN + 100)
    }
  })
})

describe('parseJsonSteps', () => {
  it('returns what JSON.parse returns', () => {
    fc.assert(
      fc.property(
        fc.oneof(value, text, fc.array(text), fc.dictionary(text, text)),
        pieceLength,
        fc.constantFrom(0, 1),
        (any, length, indent) => {
          const json = JSON.stringify(any, undefined, indent)
          expect(parsed(json, length)).toEqual(JSON.parse(json))
        },
      ),
    )
  })

  it('refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(value, pieceLength, fc.nat(), escapes, (any, length, place, mark) => {
        const json = JSON.stringify(any)
        const at = place % (json.length + 1)
        const broken = json.slice(0, at) + mark + json.slice(at + 1)
        const [found, expected] = [
          () => parsed(broken, length),
          () => JSON.parse(broken) as unknown,
        ]
        expect(outcome(found)).toEqual(outcome(expected))
      }),
      { numRuns: 1000 },
    )
  })

  it.each(['', '[', '[1,]', '{"a":1,}', '{"a"}', '"', '[1]x', '{1:2}', '["a" "b"]', '"\\'])(
    'refuses %j',
    (json) => {
      expect(() => parsed(json, 8)).toThrow(SyntaxError)
    },
  )

  it('keeps a key named __proto__ as an own property', () => {
    const json = `{"__proto__":"${'x'.repeat(20)}"}`
    expect(Object.keys(Object(parsed(json, 8)))).toEqual(['__proto__'])
  })

  it('handles a long text in short steps', async () => {
    const json = JSON.stringify({
      rows: [['x'.repeat(4_000_000), 1], Array(300_000).fill('abc\n')],
    })
    takeMaxBytesPerTurn()
    await runAcrossTurns(parseJsonSteps(json))
    expect(takeMaxBytesPerTurn()).toBeLessThan(2 * BYTES_PER_TURN)
  })
})

it('calls a value long by its characters, however deep they are', () => {
  const half = 'x'.repeat(BYTES_PER_TURN / 2)
  expect(isLongJson({ a: [{ b: half }] })).toBe(false)
  expect(isLongJson({ a: [{ b: half }, [[half]]] })).toBe(true)
})

function outcome(work: () => unknown): unknown {
  try {
    return { value: work() }
  } catch (error) {
    return error instanceof SyntaxError ? 'SyntaxError' : error
  }
}
