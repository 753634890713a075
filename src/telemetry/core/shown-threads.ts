import { createHash } from 'node:crypto'
import { isKustoSaverError, KustoSaverError } from '../../errors.ts'
import { operationFailure, type Failure } from './failure.ts'
import { shownError } from './shown-error.ts'
import { ThreadTexts } from './thread-texts.ts'

/** How telemetry shows the ids of threads. */
export type ThreadIds = 'plain' | 'hashed' | 'omitted'

const ALL: readonly unknown[] = ['plain', 'hashed', 'omitted'] satisfies ThreadIds[]

/** Stands in texts for an id that is left out. */
const OMITTED = '…'

/** 64 bits: enough to tell threads apart. */
const HASH_DIGITS = 16

/** Thread ids as spans, log lines, thrown errors and their texts may show them. */
export class ShownThreads {
  readonly #mode: ThreadIds

  /** @throws KustoSaverError `INVALID_OPTION` */
  constructor(mode: ThreadIds = 'plain') {
    if (!ALL.includes(mode)) {
      throw new KustoSaverError(
        'INVALID_OPTION',
        `Expected \`telemetry.threadIds\` to be 'plain', 'hashed' or 'omitted', got \`${mode}\``,
      )
    }
    this.#mode = mode
  }

  /** Undefined if it is left out. */
  id(threadId: string | undefined): string | undefined {
    if (this.#mode === 'plain' || threadId === undefined) return threadId
    return this.#mode === 'omitted' ? undefined : hashed(threadId)
  }

  /** @param threadId - of the call; the error may name another one */
  failure(error: unknown, threadId?: string): Failure {
    const failure = operationFailure(error)
    if (this.#mode === 'plain') return failure
    const own = isKustoSaverError(error) ? error.threadId : undefined
    return { ...failure, text: this.#texts([threadId, own]).in(failure.text) }
  }

  /**
   * An error as a call throws it, because whoever logs it knows nothing of this option.
   *
   * @param threadIds - of the call; the error may name another one
   */
  error(error: unknown, threadIds: readonly (string | undefined)[] = []): unknown {
    if (this.#mode === 'plain' || !isKustoSaverError(error)) return error
    const texts = this.#texts([...threadIds, error.threadId])
    return shownError(error, texts, (threadId) => this.id(threadId))
  }

  /** The fields of a log line. */
  fields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { thread_id: threadId } = fields
    if (this.#mode === 'plain' || typeof threadId !== 'string') return fields
    return { ...fields, thread_id: this.id(threadId) }
  }

  #texts(threadIds: readonly (string | undefined)[]): ThreadTexts {
    const shown = new Map<string, string>()
    for (const threadId of threadIds) {
      if (threadId !== undefined && threadId !== '') {
        shown.set(threadId, this.id(threadId) ?? OMITTED)
      }
    }
    return new ThreadTexts(shown)
  }
}

function hashed(threadId: string): string {
  return createHash('sha256').update(threadId).digest('hex').slice(0, HASH_DIGITS)
}
