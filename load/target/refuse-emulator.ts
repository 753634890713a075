import type { KustoClient, KustoTable } from '../../src/index.ts'

/** Names that Microsoft's emulator has for itself, as a cluster and as a product. */
const EMULATOR = /kustopersonal|kustainer|emulator/i

/**
 * Its licence forbids benchmarks — data-explorer/kusto-emulator-overview.md
 *
 * @throws Error when Kusto says that it is the emulator
 */
export async function refuseEmulator(client: KustoClient): Promise<void> {
  for (const text of ['.show version', '.show cluster', '.show cluster details']) {
    if (!EMULATOR.test(await answerText(client, text))) continue
    throw new Error(
      `This is Microsoft's Kusto emulator, as \`${text}\` says. Its licence forbids benchmarks: use the local Kusto (leave KUSTO_URL out) or a cluster.`,
    )
  }
}

/** Who may not see it, or an engine that does not know it, says nothing. */
async function answerText(client: KustoClient, text: string): Promise<string> {
  const table = await client.command({ text }).catch((): KustoTable | undefined => undefined)
  return JSON.stringify(table?.rows ?? [])
}
