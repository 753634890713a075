import { isKustoSaverError } from '../../errors.ts'
import type { StoreContext } from '../state/store-context.ts'

/** How a read gets its answer. */
export interface TwoWays<T> {
  readonly stored: (signal: AbortSignal | undefined) => Promise<T>
  /** What this process knows; undefined if that is not everything that the answer depends on. */
  readonly own: () => { readonly answer: T } | undefined
}

/**
 * Asks Kusto, or answers with what this process knows: when Kusto cannot be asked, and at once
 * while Kusto is known to be away, without the retries of a read. A request in the background then
 * tries Kusto, so that its answers count again soon after it is back.
 *
 * @param signal - the caller's
 * @throws KustoSaverError what `stored` throws, if this process does not know the answer
 */
export async function storedOrOwn<T>(
  context: StoreContext,
  signal: AbortSignal | undefined,
  { stored, own }: TwoWays<T>,
): Promise<T> {
  const { reach } = context
  if (reach === undefined) return stored(signal)
  if (reach.isAway && signal?.aborted !== true) {
    const known = own()
    if (known !== undefined) {
      reach.tryAgain()
      return known.answer
    }
  }
  const ending = new AbortController()
  const stop = (): void => ending.abort()
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted === true) stop()
  let known: { readonly answer: T } | undefined
  const cancel = reach.onAway(() => {
    if (ending.signal.aborted) return
    known = own()
    if (known !== undefined) stop()
  })
  try {
    return await stored(ending.signal)
  } catch (error) {
    if (signal?.aborted !== true && isUnanswered(error)) known ??= own()
    else known = undefined
    if (known === undefined) throw error
    return known.answer
  } finally {
    cancel()
    signal?.removeEventListener('abort', stop)
  }
}

/** Whether Kusto could not be asked, or the read has stopped asking. */
function isUnanswered(error: unknown): boolean {
  return (
    isKustoSaverError(error) && (error.code === 'QUERY_UNAVAILABLE' || error.code === 'ABORTED')
  )
}
