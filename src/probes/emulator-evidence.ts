import { KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'

/** The names that Microsoft's emulator reports, for its cluster and its product. */
const EMULATOR = /kustopersonal|kustainer|emulator/i

/**
 * Finds the command whose answer shows that Kusto is Microsoft's emulator. Its licence forbids
 * benchmarks (data-explorer/kusto-emulator-overview.md).
 */
export async function emulatorEvidence(client: KustoClient): Promise<string | undefined> {
  for (const text of ['.show version', '.show cluster', '.show cluster details']) {
    if (EMULATOR.test(await answerText(client, text))) return text
  }
  return undefined
}

/** Empty if this identity may not see it, or the engine does not know the command. */
async function answerText(client: KustoClient, text: string): Promise<string> {
  try {
    return JSON.stringify((await client.command({ text })).rows)
  } catch (error) {
    if (error instanceof KustoError) return ''
    throw error
  }
}
