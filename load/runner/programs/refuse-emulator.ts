import type { KustoClient, KustoTable } from '../../../src/kusto/kusto-client.ts'

export class EmulatorRefused extends Error {}

/** How Microsoft's Docker image names itself in `.show cluster details` and `.show version`. */
const EMULATOR = /KustoPersonal|Kustainer/i

/**
 * The licence of Microsoft's Kusto emulator forbids benchmarks (learn.microsoft.com, data-explorer/kusto-emulator-overview).
 *
 * @throws EmulatorRefused
 */
export async function refuseEmulator(client: KustoClient): Promise<void> {
  for (const text of ['.show cluster details', '.show version']) {
    if (!isEmulator(await client.command({ text }))) continue
    throw new EmulatorRefused(
      "This is Microsoft's Kusto emulator, whose licence forbids benchmarks. Leave KUSTO_URL out for the local Kusto, or name a cluster.",
    )
  }
}

export function isEmulator(answer: KustoTable): boolean {
  return answer.rows.flat().some((value) => typeof value === 'string' && EMULATOR.test(value))
}
