import type { SerializerProtocol } from '@langchain/langgraph-checkpoint'

/** Messages that states usually contain; others are left to the serializer. */
const NAMES = ['HumanMessage', 'AIMessage', 'AIMessageChunk', 'SystemMessage', 'ToolMessage']
const NAMESPACE = ['langchain_core', 'messages']

/**
 * Fields whose JSON names LangChain derives by its rule for names without an underscore; those with
 * one have an alias.
 */
const SIMPLE_FIELDS = ['artifact', 'content', 'id', 'metadata', 'name', 'status']

export interface MessageKind {
  readonly make: new (fields: unknown) => unknown
  /** Fields with the same name in JSON and in the message. */
  readonly fields: ReadonlySet<string>
}

/**
 * Message classes as used by the serializer itself. An application may have several copies of
 * LangChain, and must get instances from the serializer's copy.
 */
export class MessageKinds {
  readonly #kinds = new Map<unknown, MessageKind>()

  private constructor() {}

  static async of(serde: SerializerProtocol): Promise<MessageKinds> {
    const kinds = new MessageKinds()
    for (const name of NAMES) {
      const kind = await kindOf(serde, name)
      if (kind !== undefined) kinds.#kinds.set(name, kind)
    }
    return kinds
  }

  /** @param id - as in JSON */
  find(id: unknown): MessageKind | undefined {
    if (!Array.isArray(id) || id.length !== 3) return undefined
    const [core, messages, name]: unknown[] = id
    return core === NAMESPACE[0] && messages === NAMESPACE[1] ? this.#kinds.get(name) : undefined
  }
}

/** Undefined if the serializer does not know the message, or has its own class of that name. */
async function kindOf(serde: SerializerProtocol, name: string): Promise<MessageKind | undefined> {
  const mark = { lc: 1, type: 'constructor', id: [...NAMESPACE, name], kwargs: { content: '' } }
  try {
    return kindOfSample(await serde.loadsTyped('json', JSON.stringify(mark)), name)
  } catch {
    return undefined
  }
}

function kindOfSample(sample: unknown, name: string): MessageKind | undefined {
  if (typeof sample !== 'object' || sample === null) return undefined
  const make: unknown = sample.constructor
  if (!isClass(make) || make.name !== name) return undefined
  const fields = new Set(SIMPLE_FIELDS)
  for (const [field, alias] of aliasesOf(sample)) if (field === alias) fields.add(field)
  return { make, fields }
}

/** Aliases of the class and its ancestors (langchainjs, libs/langchain-core/src/load/index.ts). */
function aliasesOf(sample: object): [string, unknown][] {
  const aliases: [string, unknown][] = []
  for (
    let at: unknown = Object.getPrototypeOf(sample);
    isObject(at);
    at = Object.getPrototypeOf(at)
  )
    aliases.push(...Object.entries(Reflect.get(at, 'lc_aliases') ?? {}))
  return aliases
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isClass(value: unknown): value is MessageKind['make'] {
  return typeof value === 'function'
}
