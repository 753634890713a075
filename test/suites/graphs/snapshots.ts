import type { RunnableConfig } from '@langchain/core/runnables'
import type { StateSnapshot } from '@langchain/langgraph'

/** The methods of a compiled graph with which scenarios read its state. */
export interface StateSource {
  getState(config: RunnableConfig, options?: { subgraphs?: boolean }): Promise<StateSnapshot>
  getStateHistory(config: RunnableConfig): AsyncIterableIterator<StateSnapshot>
}

export async function historyOf(graph: StateSource, config: RunnableConfig): Promise<unknown[]> {
  const recorded: unknown[] = []
  for await (const snapshot of graph.getStateHistory(config))
    recorded.push(describeSnapshot(snapshot))
  return recorded
}

export async function stateOf(
  graph: StateSource,
  config: RunnableConfig,
  options?: { subgraphs?: boolean },
): Promise<unknown> {
  return describeSnapshot(await graph.getState(config, options))
}

/**
 * A snapshot reduced to what a caller can rely on: MemorySaver returns unknown keys of the caller's
 * config, we do not.
 */
function describeSnapshot(snapshot: StateSnapshot): unknown {
  const { values, next, metadata, createdAt, tasks } = snapshot
  return {
    values,
    next,
    metadata,
    createdAt,
    config: threeKeys(snapshot.config),
    parentConfig:
      snapshot.parentConfig === undefined ? undefined : threeKeys(snapshot.parentConfig),
    tasks: tasks.map(({ id, name, error, interrupts, state, result }) => ({
      id,
      name,
      error,
      interrupts,
      result,
      state:
        state !== undefined && 'values' in state ? describeSnapshot(state) : state?.configurable,
    })),
  }
}

function threeKeys(config: RunnableConfig): unknown {
  const { thread_id, checkpoint_ns, checkpoint_id } = config.configurable ?? {}
  return { thread_id, checkpoint_ns, checkpoint_id }
}
