import { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { deltaChannelHistoryTests, validate } from '@langchain/langgraph-checkpoint-validation'
import type { OpenKustoSaver } from '../support/local-saver.ts'

export interface SaverUnderValidation {
  /** In the test names; the suite skips weaknesses of LangGraph's own savers by name, so never one of theirs. */
  readonly name: string
  /** A saver on empty storage. The suite has one open at a time. */
  readonly open: () => Promise<OpenKustoSaver>
}

/** LangGraph's own validation suite, with the part for delta channels that `validate` leaves out. */
export function validateSaver({ name, open }: SaverUnderValidation): void {
  const opened = new Map<BaseCheckpointSaver, OpenKustoSaver>()
  const initializer = {
    checkpointerName: name,
    async createCheckpointer(): Promise<BaseCheckpointSaver> {
      const one = await open()
      const saver = asSuiteTypesIt(one.saver)
      opened.set(saver, one)
      return saver
    },
    async destroyCheckpointer(saver: BaseCheckpointSaver): Promise<void> {
      await opened.get(saver)?.close()
      opened.delete(saver)
    },
  }
  validate(initializer)
  deltaChannelHistoryTests(initializer)
}

/** The suite's types know number versions only; it never calls `getNextVersion`. */
function asSuiteTypesIt(saver: unknown): BaseCheckpointSaver {
  if (saver instanceof BaseCheckpointSaver) return saver
  throw new TypeError('not a saver of the @langchain/langgraph-checkpoint that the suite uses')
}
