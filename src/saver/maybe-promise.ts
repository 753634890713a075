/** A value that is there, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>

/**
 * What `Promise.all` gives, at once where everything is there: most values need no promise, and
 * where an application has set up a context manager, Node 20 calls it for every promise
 * (nodejs.org/docs/latest-v20.x/api/async_context.html).
 */
export function allOf<T extends readonly unknown[] | []>(
  values: T,
): MaybePromise<{ -readonly [P in keyof T]: Awaited<T[P]> }>
export function allOf(values: readonly unknown[]): unknown {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : values
}

/** The work's answer, at once where the value is there. */
export function andThen<T, U>(
  value: MaybePromise<T>,
  work: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return value instanceof Promise ? value.then(work) : work(value)
}
