/** The answer to a `.show`, or the reason why it was rejected (such as a missing permission). */
export type ShowResult<T> = { readonly value: T } | { readonly refusal: string }
