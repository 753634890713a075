import type { RunnableConfig } from '@langchain/core/runnables'
import type {
  ChannelVersions,
  Checkpoint,
  CheckpointMetadata,
} from '@langchain/langgraph-checkpoint'
import { KustoSaver } from '../../../../src/index.ts'

const LABELS = ['tenant', 'user', 'run_id'] as const

/**
 * Stores who a run is for: LangGraph.js hands a config's metadata to the saver, and stores only its
 * own.
 */
export class LabelledSaver extends KustoSaver {
  override put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    newVersions: ChannelVersions,
  ): Promise<RunnableConfig> {
    const labels = LABELS.flatMap((name) => {
      const value: unknown = config.metadata?.[name]
      return typeof value === 'string' ? [[name, value]] : []
    })
    const labelled = { ...metadata, ...Object.fromEntries(labels) }
    return super.put(config, checkpoint, labelled, newVersions)
  }
}
