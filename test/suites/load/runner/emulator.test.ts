import { expect, test } from 'vitest'
import { refuseEmulator } from '../../../../load/target/refuse-emulator.ts'
import type { KustoClient } from '../../../../src/index.ts'
import { LocalKusto } from '../../../../src/local/local-kusto.ts'

/** The emulator must not run here, so this answers as its documentation shows. */
async function emulatorLike(
  kusto: LocalKusto,
  answers: Record<string, string>,
): Promise<KustoClient> {
  const client = kusto.client()
  return Object.assign(Object.create(client), {
    command: async (request: { readonly text: string }) => {
      const answer = answers[request.text]
      if (answer === undefined) return client.command(request)
      return { name: 'T', columns: [{ name: 'Name', type: 'string' }], rows: [[answer]] }
    },
  })
}

test("rejects Microsoft's emulator by its own name, with the reason", async () => {
  await using kusto = await LocalKusto.open()
  for (const text of ['.show cluster details', '.show version']) {
    const client = await emulatorLike(kusto, { [text]: 'KustoPersonal' })
    await expect(refuseEmulator(client)).rejects.toThrow('licence forbids benchmarks')
  }
})

test('accepts the local Kusto', async () => {
  await using kusto = await LocalKusto.open()
  await expect(refuseEmulator(kusto.client())).resolves.toBeUndefined()
})
