/** What comes before a secret stays. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer\s+)[^\s"',;]+/gi, '$1<redacted>'],
  [/\b(authorization"?\s*[:=]\s*"?\w+\s+)[^\s"',;]+/gi, '$1<redacted>'],
  // a token without its scheme (RFC 7519)
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<redacted>'],
  // a shared access signature of Azure Storage
  [/(\bsig=)[^\s"'<>&]+/gi, '$1<redacted>'],
  [/(:\/\/[^\s/@:]+:)[^\s/@]+@/g, '$1<redacted>@'],
  // parts of connection strings and of OAuth requests
  [
    /\b((?:(?:account|access|app|application|client|shared|refresh|user)[ _]?)+(?:key|secret|token)|password|pwd)("?\s*[=:]\s*"?)[^\s"',;&]+/gi,
    '$1$2<redacted>',
  ],
]

/** Our messages contain no secrets, even if a proxy or the SDK echoes a request. */
export function redactSecrets(text: string): string {
  return SECRETS.reduce((rest, [secret, instead]) => rest.replaceAll(secret, instead), text)
}
