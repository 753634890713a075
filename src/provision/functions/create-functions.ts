import type { RequestPolicy } from '../../kusto/request-policy.ts'
import { KustoError } from '../../kusto-error.ts'
import type { KustoClient } from '../../kusto/kusto-client.ts'
import { commandPolicy, retryingClient } from '../retrying-client.ts'
import type { ProvisionStep } from '../apply.ts'
import { FUNCTIONS_SCRIPT, functionCommands } from './functions-script.ts'

/**
 * Creates the functions for analysts, or replaces those of another version. Stops at the first one
 * that Kusto rejects, because later ones call it.
 */
export async function createFunctions(
  impatientClient: KustoClient,
  policy: RequestPolicy = commandPolicy(),
): Promise<readonly ProvisionStep[]> {
  const client = retryingClient(impatientClient, policy)
  const steps: ProvisionStep[] = []
  let isStopped = false
  for (const command of functionCommands()) {
    const outcome: Outcome = isStopped ? SKIPPED : await tried(client, command)
    isStopped ||= outcome.result === 'failed'
    steps.push({ script: FUNCTIONS_SCRIPT, command, ...outcome })
  }
  return steps
}

type Outcome = Pick<ProvisionStep, 'result' | 'reason'>

const SKIPPED: Outcome = { result: 'skipped', reason: 'an earlier command failed' }

async function tried(client: KustoClient, text: string): Promise<Outcome> {
  try {
    await client.command({ text })
    return { result: 'done', reason: '' }
  } catch (error) {
    if (!(error instanceof KustoError)) throw error
    return { result: 'failed', reason: `${error.code}: ${error.message}` }
  }
}
