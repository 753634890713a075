import { MemorySaver, type BaseCheckpointSaver } from '@langchain/langgraph'
import { openLocalSaver } from '../../support/local-saver.ts'
import { withPlainIds } from './plain-ids.ts'

/**
 * Runs graphs on a saver and describes the results.
 *
 * @param settle - waits until queries see all acknowledged rows
 */
export type Scenario = (saver: BaseCheckpointSaver, settle: () => Promise<void>) => Promise<unknown>

export interface BothResults {
  readonly kusto: unknown
  readonly memory: unknown
}

/** The same scenario on KustoSaver and on MemorySaver, ids and times made comparable. */
export async function onBoth(scenario: Scenario): Promise<BothResults> {
  return { kusto: await onKusto(scenario), memory: await onMemory(scenario) }
}

async function onMemory(scenario: Scenario): Promise<unknown> {
  return withPlainIds(await scenario(new MemorySaver(), () => Promise.resolve()))
}

async function onKusto(scenario: Scenario): Promise<unknown> {
  const opened = await openLocalSaver()
  try {
    return withPlainIds(await scenario(opened.saver, opened.settle))
  } finally {
    await opened.close()
  }
}
