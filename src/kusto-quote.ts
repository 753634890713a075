/** Begins Kusto's own message at the end of an error's. */
const KUSTO_SAID = ' Kusto said: '

export function quoteKusto(message: string): string {
  return KUSTO_SAID + message
}

/** Kusto may quote values: the caller sees them, telemetry does not. */
export function withoutQuote(message: string): string {
  const at = message.indexOf(KUSTO_SAID)
  return at === -1 ? message : message.slice(0, at)
}
