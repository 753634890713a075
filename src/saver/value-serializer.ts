import type { SerializerProtocol } from '@langchain/langgraph-checkpoint'
import { KustoSaverError } from '../errors.ts'
import { runAcrossTurns, BYTES_PER_TURN, runSteps } from '../event-loop-turns.ts'
import { isLongJson, jsonPieces } from '../json-pieces.ts'
import { parseJsonSteps } from '../parse-json.ts'
import type { StoredBlob } from '../store/values/join-chunks.ts'
import {
  fromPayload,
  payloadSteps,
  piecesPayload,
  textPayload,
  type Payload,
} from '../store/values/payload.ts'
import { MAX_TEXT_BYTES, tooManyBytes } from './bounded-text.ts'
import { MessageKinds } from './message-kinds.ts'
import { copyOfPlain, NOT_PLAIN, plainForm } from './plain-form.ts'
import { hasMarks, inspectSteps, isUsualText, knowsPlainJson } from './plain-json.ts'
import { reviveMessages } from './read-messages.ts'
import { andThen, type MaybePromise } from './maybe-promise.ts'
import { findUnserializable } from './unserializable.ts'

/** What LangGraph's serializer writes when it gives up, as JSON texts. */
const GIVEN_UP = '"[unable to serialize, circular reference is too complex to analyze]"'
const CUT_CYCLE = '"[Circular]"'

/** A key that it loses on loading, as JSON text. */
const PROTOTYPE_KEY = '"__proto__":'

/** LangGraph's serializer made strict, with its results in chunks that fit Kusto's columns. */
export class ValueSerializer {
  readonly #serde: SerializerProtocol
  readonly #maxChunkBytes: number
  readonly #knowsPlainJson: boolean
  #messageKinds: MaybePromise<MessageKinds> | undefined

  constructor(serde: SerializerProtocol, maxChunkBytes: number) {
    this.#serde = serde
    this.#maxChunkBytes = maxChunkBytes
    this.#knowsPlainJson = knowsPlainJson(serde)
  }

  /**
   * Never throws, only rejects.
   *
   * @param name - the value's name for errors: `messages`, `metadata`
   * @throws KustoSaverError `UNSERIALIZABLE` if the serializer fails, or would silently store
   *   something else
   */
  dump(value: unknown, name: string): MaybePromise<Payload> {
    return this.#dumpPlain(value) ?? this.#dumpTyped(value, name)
  }

  /** Undefined if it is neither plain JSON nor a message. */
  #dumpPlain(value: unknown): MaybePromise<Payload> | undefined {
    if (!this.#knowsPlainJson) return undefined
    try {
      // a getter may throw: the serializer calls it again and its error names the value
      const form = plainForm(value)
      if (form === NOT_PLAIN) return undefined
      if (isLongJson(form)) {
        // its caller goes on changing the value
        const pieces = jsonPieces(copyOfPlain(form))
        return runAcrossTurns(piecesPayload('json', pieces, this.#maxChunkBytes))
      }
      return textPayload('json', JSON.stringify(form), this.#maxChunkBytes)
    } catch {
      return undefined
    }
  }

  async #dumpTyped(value: unknown, name: string): Promise<Payload> {
    const [type, data] = await this.#dumpsTyped(value, name)
    if (type === 'json') refuseReplaced(value, data, name)
    return runSteps(payloadSteps(type, data, this.#maxChunkBytes), data.byteLength)
  }

  /**
   * The value, or a promise of it. Never throws, only rejects.
   *
   * @throws KustoSaverError `CORRUPT` if the serializer cannot read the stored value
   */
  load(stored: StoredBlob): unknown {
    const { type, text } = stored
    if (!this.#knowsPlainJson || type !== 'json') return this.#loadTyped(stored)
    if (text.length > BYTES_PER_TURN) return this.#loadLong(stored)
    if (!isUsualText(text)) return this.#loadTyped(stored)
    try {
      const value: unknown = JSON.parse(text)
      return hasMarks(text) ? this.#revive(value, stored) : value
    } catch {
      return this.#loadTyped(stored) // invalid JSON: the serializer reports it
    }
  }

  async #loadLong(stored: StoredBlob): Promise<unknown> {
    const { text } = stored
    const { isUsual, isMarked } = await runAcrossTurns(inspectSteps(text))
    if (!isUsual) return this.#loadTyped(stored)
    try {
      const value = await runAcrossTurns(parseJsonSteps(text))
      return isMarked ? await this.#revive(value, stored) : value
    } catch (error) {
      if (error instanceof SyntaxError) return this.#loadTyped(stored)
      throw error
    }
  }

  /** @param parsed - is changed */
  #revive(parsed: unknown, stored: StoredBlob): unknown {
    return andThen(this.#kinds(), (kinds) => {
      const value = reviveMessages(parsed, kinds)
      return value === NOT_PLAIN ? this.#loadTyped(stored) : value
    })
  }

  /** A promise until they are known. */
  #kinds(): MaybePromise<MessageKinds> {
    this.#messageKinds ??= MessageKinds.of(this.#serde).then((kinds) => {
      this.#messageKinds = kinds
      return kinds
    })
    return this.#messageKinds
  }

  async #loadTyped(stored: StoredBlob): Promise<unknown> {
    const [type, data] = fromPayload(stored.type, stored.text)
    try {
      return (await this.#serde.loadsTyped(type, data)) as unknown
    } catch (error) {
      // parsers quote their input, which is state: only keep the error's class
      const kind = error instanceof Error ? error.name : typeof error
      throw new KustoSaverError(
        'CORRUPT',
        `Cannot read a stored value of type ${JSON.stringify(type)}: the serializer failed with ${kind}. Read it with the \`serde\` that wrote it.`,
      )
    }
  }

  async #dumpsTyped(value: unknown, name: string): Promise<[string, Uint8Array]> {
    let dumped: [string, Uint8Array]
    try {
      dumped = await this.#serde.dumpsTyped(asItIsNow(value))
    } catch (error) {
      // errors of a user's toJSON may quote state: only keep their class
      const kind = error instanceof Error ? error.name : typeof error
      throw unserializable(name, `the serializer failed with ${kind}`)
    }
    const bytes = tooManyBytes(dumped[0])
    if (bytes !== undefined) {
      throw unserializable(
        name,
        `the serializer's type name has ${bytes} bytes; at most ${MAX_TEXT_BYTES} are allowed`,
      )
    }
    return dumped
  }
}

/** LangGraph's serializer returns bytes uncopied, and its caller goes on changing them. */
function asItIsNow(value: unknown): unknown {
  return value instanceof Uint8Array ? Uint8Array.prototype.slice.call(value) : value
}

function refuseReplaced(value: unknown, data: Uint8Array, name: string): void {
  const json = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  const gaveUp = json.byteLength === GIVEN_UP.length && json.toString() === GIVEN_UP
  if (!gaveUp && !json.includes(CUT_CYCLE) && !json.includes(PROTOTYPE_KEY)) return
  const found = findUnserializable(value, name)
  if (found !== undefined) throw unserializable(name, `it contains ${found.what} at ${found.path}`)
  if (gaveUp && JSON.stringify(value) !== GIVEN_UP) {
    throw unserializable(name, 'the serializer gave up on it')
  }
}

function unserializable(name: string, why: string): KustoSaverError {
  return new KustoSaverError(
    'UNSERIALIZABLE',
    `The value of ${JSON.stringify(name)} cannot be stored: ${why}. Nothing was written. Convert it (a BigInt to a string) or pass a \`serde\` that supports it.`,
    { channel: name },
  )
}
