import { isJsonObject } from '../../json-object.ts'

/** Longer values are cut in text; `--json` prints them whole. */
const MAX_CHARACTERS = 200

/** One line of text for a channel's value; messages by their role and content. */
export function describeValue(value: unknown): string {
  if (isMessage(value)) return describeMessage(value)
  return cut(valueJson(value))
}

/** JSON without losing bytes, which are given in base64. */
function valueJson(value: unknown): string {
  return JSON.stringify(value, asBase64) ?? 'undefined'
}

/** Bytes as JSON shows them. */
export function asBase64(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value
}

interface Message {
  readonly getType: () => string
  readonly content: unknown
  readonly tool_calls?: unknown
}

function isMessage(value: unknown): value is Message {
  return (
    typeof value === 'object' &&
    value !== null &&
    'content' in value &&
    'getType' in value &&
    typeof value.getType === 'function'
  )
}

function describeMessage(message: Message): string {
  const { content, tool_calls: toolCalls } = message
  const text = typeof content === 'string' ? content : valueJson(content)
  const calls = (Array.isArray(toolCalls) ? toolCalls : []).map((call: unknown) =>
    isJsonObject(call) ? `${String(call['name'])}(${valueJson(call['args'])})` : '',
  )
  const parts = [...(text === '' ? [] : [text]), ...calls.map((call) => `calls ${call}`)]
  return `${message.getType()}: ${cut(parts.join(' '))}`
}

function cut(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text
  return `${text.slice(0, MAX_CHARACTERS)}… (${text.length} characters)`
}
