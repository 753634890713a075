import {
  AIMessage,
  AIMessageChunk,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages'
import { JsonPlusSerializer } from '@langchain/langgraph-checkpoint'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageKinds } from '../../../src/saver/message-kinds.ts'
import { NOT_PLAIN, plainForm } from '../../../src/saver/plain-form.ts'
import { hasMarks, isUsualText, knowsPlainJson } from '../../../src/saver/plain-json.ts'
import { reviveMessages } from '../../../src/saver/read-messages.ts'

/*
 * The shortcut past LangGraph's serializer is correct as long as these tests pass with the
 * installed version.
 */
const serde = new JsonPlusSerializer()
const kinds = await MessageKinds.of(serde)

class Point {
  readonly x = 1
}

const anyKey = fc.oneof(
  fc.string(),
  fc.constantFrom('lc', 'type', 'lg_name', '__proto__', 'toJSON', '1', '__lc_escaped__', 'kwargs'),
)

/** Contents that models and tools put into messages, and sometimes contents that they do not. */
const anyFields = fc
  .record(
    {
      content: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(fc.record({ type: fc.constant('text'), text: fc.string() }), { maxLength: 2 }),
      ),
      id: fc.option(fc.string(), { nil: undefined }),
      name: fc.option(fc.string(), { nil: undefined }),
      additional_kwargs: fc.dictionary(anyKey, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 }),
      response_metadata: fc.dictionary(
        fc.constantFrom('model_name', 'lc', 'usage', '__lc_escaped__'),
        fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(undefined, new Point(), 1n)),
        { maxKeys: 2 },
      ),
      usage_metadata: fc.constantFrom(undefined, {
        input_tokens: 1,
        output_tokens: 2,
        total_tokens: 3,
      }),
      tool_calls: fc.constantFrom(
        undefined,
        [],
        [{ name: 'find', args: { q: 'a' }, id: 'call-1', type: 'tool_call' }],
      ),
      tool_call_chunks: fc.constantFrom(undefined, [
        { name: 'find', args: '{"q":', id: 'call-1', index: 0, type: 'tool_call_chunk' },
      ]),
      status: fc.constantFrom(undefined, 'success', 'error'),
      artifact: fc.constantFrom(
        undefined,
        null,
        { rows: [1] },
        new Point(),
        new HumanMessage('in'),
      ),
      tool_call_id: fc.constantFrom('call-1'),
      ownName: fc.constantFrom(1),
    },
    { requiredKeys: ['content', 'tool_call_id'] },
  )
  .map((fields) => Object.assign({}, fields))

const anyMessage = fc.oneof(
  ...[HumanMessage, AIMessage, AIMessageChunk, SystemMessage, ToolMessage].map((kind) =>
    anyFields.map((fields): unknown => Reflect.construct(kind, [fields])),
  ),
)

/** Any JSON, messages, and sometimes something else. */
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.constantFrom(null, true, undefined, -0, 'lc', '[Circular]', '\ud800', '\\u006c'),
    fc.constantFrom(new Set([1]), new Point(), new Uint8Array([1]), new Error('e'), /r/, 1n),
    anyMessage,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(anyKey, tie('value'), { maxKeys: 4, noNullPrototype: false }),
  ),
})).value

async function textOf(value: unknown): Promise<string> {
  const [, data] = await serde.dumpsTyped(value)
  return Buffer.from(data).toString()
}

function read(json: string): unknown {
  if (!isUsualText(json)) return NOT_PLAIN
  try {
    const parsed: unknown = JSON.parse(json)
    return hasMarks(json) ? reviveMessages(parsed, kinds) : parsed
  } catch (error) {
    if (hasMarks(json)) return NOT_PLAIN
    throw error
  }
}

describe('values that bypass the serializer', () => {
  it('are written like the serializer writes them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyValue, fc.array(anyMessage)), async (value) => {
        const form = plainForm(value)
        fc.pre(form !== NOT_PLAIN)
        expect(JSON.stringify(form)).toBe(await textOf(value))
      }),
      { numRuns: 1000 },
    )
  })

  it('are read like the serializer reads them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyValue, fc.array(anyMessage)), async (value) => {
        fc.pre(!(value instanceof Uint8Array))
        const text = await textOf(value)
        const found = read(text)
        fc.pre(found !== NOT_PLAIN)
        expect(found).toStrictEqual(await serde.loadsTyped('json', text))
      }),
      { numRuns: 1000 },
    )
  })

  it('are the state of most agents', async () => {
    const state = { messages: [{ role: 'human', content: 'the "lc" of it' }], step: 1, done: null }
    expect(plainForm(state)).toBe(state)
    expect(read(await textOf(state))).toEqual(state)
  })

  it.each([
    ['a question', new HumanMessage({ id: '1', content: 'Who?' })],
    ['an answer', Reflect.construct(AIMessage, [{ content: 'I', usage_metadata: undefined }])],
    [
      'a call of a tool',
      new AIMessage({
        content: '',
        tool_calls: [{ name: 'find', args: { q: [1, null] }, id: 'c', type: 'tool_call' }],
        response_metadata: { model_name: 'm', usage: { tokens: 1 } },
      }),
    ],
    ["a tool's answer", new ToolMessage({ content: 'found', tool_call_id: 'c', artifact: [1] })],
    ['what a model streams', new AIMessageChunk({ content: 'I' })],
    ['an instruction', new SystemMessage('Be brief.')],
  ])('are %s', async (_, message) => {
    const state = [{ step: 1, message }, undefined]
    const text = await textOf(state)
    expect(JSON.stringify(plainForm(state))).toBe(text)
    expect(read(text)).toStrictEqual(await serde.loadsTyped('json', text))
    expect(read(text)).not.toBe(NOT_PLAIN)
  })
})

describe('values for the serializer', () => {
  it.each([
    ['a date', new Date(0)],
    ['a set', new Set()],
    ['bytes', new Uint8Array(1)],
    ['an object of a class', new Point()],
    ['a task for LangGraph', { lg_name: 'Send', node: 'a', args: {} }],
    ['a property that would be a prototype', JSON.parse('{"__proto__":1}')],
    ['a toJSON', { toJSON: () => 1 }],
    ['a list with a toJSON', Object.assign([], { toJSON: () => 1 })],
    ['a message with a mark in it', new AIMessage({ content: '', additional_kwargs: { lc: 1 } })],
  ])('%s', (_, value) => {
    expect(plainForm([value])).toBe(NOT_PLAIN)
  })

  it('a cycle', () => {
    const list: unknown[] = []
    list.push(list, list)
    expect(plainForm(list)).toBe(NOT_PLAIN)
  })

  it('a message that contains a cycle', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = [cycle]
    expect(plainForm(new AIMessage({ content: '', additional_kwargs: cycle }))).toBe(NOT_PLAIN)
    const message = new ToolMessage({ content: '', tool_call_id: '' })
    message.artifact = message
    message.lc_kwargs['artifact'] = message
    expect(plainForm(message)).toBe(NOT_PLAIN)
  })

  it.each([
    ['what only the serializer revives', '{"lc":2,"type":"constructor","id":["Set"],"args":[[1]]}'],
    ['a mark that nobody knows', '{"lc":3}'],
    ['a mark with an escaped letter', String.raw`{"\u006cc":2,"type":"undefined"}`],
    ['a prototype', '{"__proto__":{}}'],
    ['a message of another package', messageJson({ id: ['langchain', 'schema', 'AIMessage'] })],
    [
      'a class that is no message',
      messageJson({ id: ['langchain_core', 'documents', 'Document'] }),
    ],
    ['a field that nobody knows', messageJson({ kwargs: { content: '', own_field: 1 } })],
    [
      'a secret in a message',
      messageJson({ kwargs: { content: { lc: 1, type: 'secret', id: ['A'] } } }),
    ],
    [
      'an escaped object in a message',
      messageJson({
        kwargs: { content: '', additional_kwargs: { a: { __lc_escaped__: { lc: 1 } } } },
      }),
    ],
    ['no JSON', '{"lc"'],
  ])('%s in text', (_, text) => {
    expect(read(text)).toBe(NOT_PLAIN)
  })

  it('any value for a custom serializer', () => {
    class Own extends JsonPlusSerializer {}
    const changed = new JsonPlusSerializer()
    changed.dumpsTyped = async () => ['json', new Uint8Array()]
    expect([serde, new Own(), changed].map(knowsPlainJson)).toEqual([true, false, false])
  })
})

function messageJson(different: Record<string, unknown>): string {
  return JSON.stringify({
    lc: 1,
    type: 'constructor',
    id: ['langchain_core', 'messages', 'AIMessage'],
    kwargs: { content: '' },
    ...different,
  })
}
