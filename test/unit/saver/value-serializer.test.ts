import { AIMessage } from '@langchain/core/messages'
import { JsonPlusSerializer } from '@langchain/langgraph-checkpoint'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ValueSerializer } from '../../../src/saver/value-serializer.ts'

const serializer = new ValueSerializer(new JsonPlusSerializer(), 100)

async function roundTrip(value: unknown): Promise<unknown> {
  const payload = await serializer.dump(value, 'channel')
  return serializer.load({ type: payload.type, text: payload.chunks.join('') })
}

function cyclic(): unknown {
  const value: Record<string, unknown> = { list: [{}] }
  value['list'] = [{ back: value }]
  return value
}

const jsonWithoutPrototypes = fc
  .jsonValue()
  .filter((value) => !JSON.stringify(value).includes('"__proto__":'))

describe('a serializer', () => {
  it('takes linear time for many messages and undefineds in one object', async () => {
    const message = new AIMessage('hi')
    const many = Array.from({ length: 50_000 }, (_, n) => [
      `k${n}`,
      n % 2 === 0 ? undefined : message,
    ])
    // copying the object once per change would take half an hour
    const value: unknown = Object.fromEntries(many)
    expect(await roundTrip(value)).toMatchObject({
      k1: { content: 'hi' },
      k49999: { content: 'hi' },
    })
  })

  it('rejects a getter that throws, without its message', async () => {
    const value = {
      get secret(): unknown {
        throw new Error('secret state')
      },
    }
    const error = await failureOf(serializer.dump(value, 'channel'))
    expect(error).toMatchObject({ code: 'UNSERIALIZABLE' })
    expect(String(error)).not.toContain('secret state')
  })

  it('round-trips JSON values', async () => {
    await fc.assert(
      fc.asyncProperty(jsonWithoutPrototypes, async (value) => {
        expect(JSON.stringify(await roundTrip(value))).toBe(JSON.stringify(value))
      }),
    )
  })

  it('round-trips bytes, sets, maps, undefined and messages', async () => {
    expect(await roundTrip(new Uint8Array([0, 255]))).toEqual(new Uint8Array([0, 255]))
    expect(await roundTrip(new Set([1]))).toEqual(new Set([1]))
    expect(await roundTrip(new Map([['a', 1]]))).toEqual(new Map([['a', 1]]))
    expect(await roundTrip(undefined)).toBeUndefined()
    expect(await roundTrip([new AIMessage('hi')])).toMatchObject([{ content: 'hi' }])
  })

  it.each([
    ['a BigInt', { a: [{ b: 1n }] }, 'a BigInt at channel.a[0].b'],
    ['a BigInt in a map', new Map([['a', 1n]]), 'a BigInt at channel[0][1]'],
    [
      'a property that would become a prototype',
      JSON.parse('{"a":[{"__proto__":{"isAdmin":true}}]}'),
      'an own property `__proto__` at channel.a[0]',
    ],
    ['a cycle', cyclic(), 'a cycle at channel.list[0].back'],
    [
      'a toJSON that throws',
      {
        toJSON: () => {
          throw new Error('secret state')
        },
      },
      'a toJSON() that throws at channel',
    ],
  ])('rejects %s by name and path', async (_, value, reason) => {
    const error = await failureOf(serializer.dump(value, 'channel'))
    expect(error).toMatchObject({ code: 'UNSERIALIZABLE', channel: 'channel' })
    expect(String(error)).toContain(reason)
    expect(String(error)).not.toContain('secret')
  })

  it("keeps text that only looks like the serializer's placeholder", async () => {
    const texts = [
      '[Circular]',
      '{"__proto__":1}',
      '[unable to serialize, circular reference is too complex to analyze]',
    ]
    for (const text of texts) {
      expect(await roundTrip(text)).toBe(text)
      expect(await roundTrip({ a: [text] })).toEqual({ a: [text] })
    }
  })

  it('stores one object that appears twice', async () => {
    const shared = { a: 1 }
    expect(await roundTrip([shared, shared])).toEqual([{ a: 1 }, { a: 1 }])
  })

  it('turns a serializer failure into an error that does not quote it', async () => {
    const failing = new ValueSerializer(
      {
        dumpsTyped: () => Promise.reject(new TypeError('secret state')),
        loadsTyped: () => Promise.resolve(),
      },
      100,
    )
    const error = await failureOf(failing.dump(1, 'x'))
    expect(error).toMatchObject({
      code: 'UNSERIALIZABLE',
      message: expect.stringContaining('TypeError'),
    })
    expect(String(error)).not.toContain('secret')
  })

  it('turns an unreadable value into an error that does not quote it', async () => {
    const error = await failureOf(serializer.load({ type: 'json', text: 'secret state' }))
    expect(error).toMatchObject({
      code: 'CORRUPT',
      message: expect.stringContaining('SyntaxError'),
    })
    expect(String(error)).not.toContain('secret')
  })
})

/** The rejection; undefined if there is none. */
async function failureOf(answer: unknown): Promise<unknown> {
  try {
    await answer
    return undefined
  } catch (error) {
    return error
  }
}
