/** Secrets that must never appear; each has a unique text. */
export const SECRETS = {
  token: 'eyJsecretbearertoken.payload.signature',
  'application key': 'secret~application~key',
  'value of a channel': 'secret-channel-value',
  metadata: 'secret-metadata-value',
  'pending write': 'secret-pending-write',
} as const

/**
 * Allowed where people look for one thread, but never on a metric, which would get a series for
 * each.
 */
export const THREAD_MARKER = 'thread-that-is-no-label'

/** Which of the texts occur in this one, in plain or as base64. */
export function found(text: string, wanted: Readonly<Record<string, string>>): string[] {
  return Object.entries(wanted)
    .filter(([, secret]) => [secret, ...inBase64(secret)].some((form) => text.includes(form)))
    .map(([name]) => name)
}

/**
 * Without the characters that depend on surrounding bytes: a text may begin at any of three
 * offsets.
 */
function inBase64(secret: string): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.from(' '.repeat(offset) + secret).toString('base64')
    return text.slice(offset === 0 ? 0 : 4, -4)
  })
}
