/** A value or a promise of it. */
export type MaybePromise<T> = T | Promise<T>

/**
 * Like `Promise.all`, but synchronous if no value is a promise. Most values need no promise, and in
 * an application with a context manager, Node 20 calls the manager for every promise
 * (nodejs.org/docs/latest-v20.x/api/async_context.html).
 */
export function allOf<T extends readonly unknown[] | []>(
  values: T,
): MaybePromise<{ -readonly [P in keyof T]: Awaited<T[P]> }>
export function allOf(values: readonly unknown[]): unknown {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : values
}

/** The result of the work, synchronous if the value is available. */
export function andThen<T, U>(
  value: MaybePromise<T>,
  work: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return value instanceof Promise ? value.then(work) : work(value)
}
