import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { AIMessage } from '@langchain/core/messages'
import type { RunnableConfig } from '@langchain/core/runnables'
import { uuid6, type BaseCheckpointSaver, type Checkpoint } from '@langchain/langgraph-checkpoint'
import { checkSameState, type AgentState, type AgentStates } from './agent-state.ts'

/** Milliseconds of each call of one superstep. */
export interface CallTimes {
  readonly putMs: number
  readonly putWritesMs: number
  readonly getTupleMs: number
}

/**
 * LangGraph's calls on one thread, one superstep after another: put, putWrites, and the read of the
 * next invoke.
 */
export class AgentThread {
  readonly id: string = randomUUID()
  readonly #saver: BaseCheckpointSaver
  readonly #states: AgentStates
  #config: RunnableConfig = { configurable: { thread_id: this.id, checkpoint_ns: '' } }
  #version: number | undefined
  #step = 0

  constructor(saver: BaseCheckpointSaver, states: AgentStates) {
    this.#saver = saver
    this.#states = states
  }

  get steps(): number {
    return this.#step
  }

  /** Stores the next checkpoint; resolves to the milliseconds of the put alone. */
  async put(): Promise<{ readonly state: AgentState; readonly putMs: number }> {
    this.#step += 1
    const state = this.#states.at(this.#step)
    this.#version = this.#saver.getNextVersion(this.#version)
    const checkpoint = checkpointOf(state, this.#step, this.#version)
    const metadata = { source: 'loop', step: this.#step, parents: {} } as const
    const startMs = performance.now()
    this.#config = await this.#saver.put(
      this.#config,
      checkpoint,
      metadata,
      checkpoint.channel_versions,
    )
    return { state, putMs: performance.now() - startMs }
  }

  async putWrites(): Promise<number> {
    const answer = new AIMessage({ id: `answer-${this.#step}`, content: `Answer ${this.#step}` })
    const startMs = performance.now()
    await this.#saver.putWrites(
      this.#config,
      [
        ['messages', [answer]],
        ['branch:to:tools', null],
      ],
      randomUUID(),
    )
    return performance.now() - startMs
  }

  async getTuple(state: AgentState): Promise<number> {
    const startMs = performance.now()
    const tuple = await this.#saver.getTuple({
      configurable: { thread_id: this.id, checkpoint_ns: '' },
    })
    const getTupleMs = performance.now() - startMs
    if (tuple?.checkpoint.id !== this.#config.configurable?.['checkpoint_id'])
      throw new Error(`Read checkpoint ${tuple?.checkpoint.id} instead of the one just put`)
    if (tuple?.pendingWrites?.length !== 2)
      throw new Error(`Read ${tuple?.pendingWrites?.length} pending writes instead of 2`)
    checkSameState(tuple.checkpoint.channel_values, state)
    return getTupleMs
  }

  async superstep(): Promise<CallTimes> {
    const { state, putMs } = await this.put()
    const putWritesMs = await this.putWrites()
    return { putMs, putWritesMs, getTupleMs: await this.getTuple(state) }
  }
}

function checkpointOf(state: AgentState, step: number, version: number): Checkpoint {
  return {
    v: 4,
    id: uuid6(step),
    ts: new Date().toISOString(),
    channel_values: { ...state },
    channel_versions: { messages: version, passages: version },
    versions_seen: {},
  }
}
