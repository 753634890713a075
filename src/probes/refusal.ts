import { KustoError } from '../kusto-error.ts'

const MAX_QUOTED_CHARACTERS = 160

/** Runs a request. @returns Kusto's refusal, undefined if it was accepted */
export async function refusalOf(send: () => Promise<unknown>): Promise<KustoError | undefined> {
  try {
    await send()
    return undefined
  } catch (error) {
    if (error instanceof KustoError && error.status !== undefined) return error
    throw error
  }
}

export function describeRefusal({ code, status, message }: KustoError): string {
  const [line = ''] = message.split('\n', 1)
  return `HTTP ${status ?? 'none'} ${code}: ${line.slice(0, MAX_QUOTED_CHARACTERS)}`
}
