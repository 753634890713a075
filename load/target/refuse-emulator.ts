import type { KustoClient } from '../../src/index.ts'
import { emulatorEvidence } from '../../src/probes/emulator-evidence.ts'

/** @throws Error if Kusto is the emulator */
export async function refuseEmulator(client: KustoClient): Promise<void> {
  const text = await emulatorEvidence(client)
  if (text === undefined) return
  throw new Error(
    `This is Microsoft's Kusto emulator, as \`${text}\` says. Its licence forbids benchmarks: use the local Kusto (leave KUSTO_URL out) or a cluster.`,
  )
}
