/** What a `.show` answered, or why it was refused (a right that the caller lacks). */
export type Reading<T> = { readonly value: T } | { readonly refusal: string }
