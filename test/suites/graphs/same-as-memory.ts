import { MemorySaver, type BaseCheckpointSaver } from '@langchain/langgraph'
import { openLocalSaver } from '../../support/local-saver.ts'
import { withPlainIds } from './plain-ids.ts'

/** Runs graphs on a saver and describes the results. */
export type Scenario = (saver: BaseCheckpointSaver) => Promise<unknown>

export interface BothResults {
  readonly kusto: unknown
  readonly memory: unknown
}

/** The same scenario on KustoSaver and on MemorySaver, ids and times made comparable. */
export async function onBoth(scenario: Scenario): Promise<BothResults> {
  return { kusto: await onKusto(scenario), memory: withPlainIds(await scenario(new MemorySaver())) }
}

async function onKusto(scenario: Scenario): Promise<unknown> {
  const opened = await openLocalSaver()
  try {
    return withPlainIds(await scenario(opened.saver))
  } finally {
    await opened.close()
  }
}
