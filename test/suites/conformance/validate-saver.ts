import { deltaChannelHistoryTests, validate } from '@langchain/langgraph-checkpoint-validation'
import type { KustoSaver } from '../../../src/index.ts'
import type { OpenKustoSaver } from '../../support/local-saver.ts'

export interface SaverUnderValidation {
  /**
   * Shown in the test names. Never use the name of one of LangGraph's own savers: the suite skips
   * their weaknesses by name.
   */
  readonly name: string
  /** A saver on empty storage. The suite has one open at a time. */
  readonly open: () => Promise<OpenKustoSaver>
}

/**
 * LangGraph's own validation suite, with the part for delta channels that `validate` leaves out.
 */
export function validateSaver({ name, open }: SaverUnderValidation): void {
  const opened = new Map<KustoSaver, OpenKustoSaver>()
  const initializer = {
    checkpointerName: name,
    async createCheckpointer(): Promise<KustoSaver> {
      const one = await open()
      opened.set(one.saver, one)
      return one.saver
    },
    async destroyCheckpointer(saver: KustoSaver): Promise<void> {
      await opened.get(saver)?.close()
      opened.delete(saver)
    },
  }
  validate(initializer)
  deltaChannelHistoryTests(initializer)
}
