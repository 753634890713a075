import type { AgentGraph } from './agent-graph.ts'
import { realPause } from './fast-time.ts'

export interface AgentsPlan {
  readonly agents: number
  /** Real milliseconds between two turns of an agent. */
  readonly pauseMs: number
}

/** Agents that take turns on threads of their own until they are stopped. */
export class Agents {
  readonly #graph: AgentGraph
  readonly #plan: AgentsPlan
  #isStopped = false
  #isPaused = false

  constructor(graph: AgentGraph, plan: AgentsPlan) {
    this.#graph = graph
    this.#plan = plan
    for (let agent = 0; agent < plan.agents; agent += 1) void this.#run(`agent-${agent}`)
  }

  /** Begins no turn until {@link resume}; turns that have begun go on. */
  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
  }

  stop(): void {
    this.#isStopped = true
  }

  async #run(threadId: string): Promise<void> {
    while (!this.#isStopped) {
      if (!this.#isPaused) await this.#takeTurn(threadId)
      await realPause(this.#plan.pauseMs)
    }
  }

  /** Failures show in the telemetry. */
  async #takeTurn(threadId: string): Promise<void> {
    const config = { configurable: { thread_id: threadId } }
    await this.#graph.invoke({ messages: ['question'] }, config).catch(() => undefined)
  }
}
