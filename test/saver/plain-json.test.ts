import { AIMessage } from '@langchain/core/messages'
import { JsonPlusSerializer } from '@langchain/langgraph-checkpoint'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainText, isPlainValue, knowsPlainJson } from '../../src/saver/plain-json.ts'

/*
 * The short cut past LangGraph's serializer is sound as long as these hold for the version that is installed.
 */
const serde = new JsonPlusSerializer()

class Point {
  readonly x = 1
}

/** Anything JSON has, and now and then something it has not. */
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.constantFrom(null, true, undefined, -0, 'lc', '[Circular]', '\ud800', '\\u006c'),
    fc.constantFrom(new Set([1]), new Point(), new Uint8Array([1]), new Error('e'), /r/, 1n),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('lc', 'type', 'lg_name', '__proto__', 'toJSON', '1')),
      tie('value'),
      { maxKeys: 4, noNullPrototype: false },
    ),
  ),
})).value

async function textOf(value: unknown): Promise<string> {
  const [, data] = await serde.dumpsTyped(value)
  return Buffer.from(data).toString()
}

describe('what is called plain', () => {
  it('is written as the serializer writes it', async () => {
    await fc.assert(
      fc.asyncProperty(anyValue, async (value) => {
        fc.pre(isPlainValue(value))
        expect(JSON.stringify(value)).toBe(await textOf(value))
      }),
      { numRuns: 1000 },
    )
  })

  it('is read as the serializer reads it', async () => {
    await fc.assert(
      fc.asyncProperty(anyValue, async (value) => {
        const text = await textOf(value)
        fc.pre(!(value instanceof Uint8Array) && isPlainText(text))
        expect(JSON.parse(text)).toStrictEqual(await serde.loadsTyped('json', text))
      }),
      { numRuns: 1000 },
    )
  })

  it('is the state of most agents', async () => {
    const state = { messages: [{ role: 'human', content: 'the "lc" of it' }], step: 1, done: null }
    expect(isPlainValue(state)).toBe(true)
    expect(isPlainText(await textOf(state))).toBe(true)
  })
})

describe('what is not plain', () => {
  it.each([
    ['a message', new AIMessage('hi')],
    ['undefined', { a: [undefined] }],
    ['a hole in a list', { a: Array.from({ length: 2 }).with(0, 1) }],
    ['a date', new Date(0)],
    ['a set', new Set()],
    ['bytes', new Uint8Array(1)],
    ['an object of a class', new Point()],
    ['a task for LangGraph', { lg_name: 'Send', node: 'a', args: {} }],
    ['a property that would be a prototype', JSON.parse('{"__proto__":1}')],
    ['a toJSON', { toJSON: () => 1 }],
  ])('%s', (_, value) => {
    expect(isPlainValue(value)).toBe(false)
  })

  it('a cycle', () => {
    const list: unknown[] = []
    list.push(list, list)
    expect(isPlainValue(list)).toBe(false)
  })

  it.each([
    ['what the serializer has marked', '{"lc":2,"type":"undefined"}'],
    ['a mark with a blank', '{"lc" : 2,"type":"undefined"}'],
    ['a mark with an escaped letter', String.raw`{"\u006cc":2,"type":"undefined"}`],
    ['a prototype', '{"__proto__":{}}'],
  ])('%s in text', (_, text) => {
    expect(isPlainText(text)).toBe(false)
  })

  it('any value to a serializer of somebody else', () => {
    class Own extends JsonPlusSerializer {}
    const changed = new JsonPlusSerializer()
    changed.dumpsTyped = async () => ['json', new Uint8Array()]
    expect([serde, new Own(), changed].map(knowsPlainJson)).toEqual([true, false, false])
  })
})
