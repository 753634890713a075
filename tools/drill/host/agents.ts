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

  constructor(graph: AgentGraph, plan: AgentsPlan) {
    this.#graph = graph
    this.#plan = plan
    for (let agent = 0; agent < plan.agents; agent += 1) void this.#run(`agent-${agent}`)
  }

  stop(): void {
    this.#isStopped = true
  }

  async #run(threadId: string): Promise<void> {
    while (!this.#isStopped) {
      // the telemetry tells of failures
      await this.#graph
        .invoke({ messages: ['question'] }, { configurable: { thread_id: threadId } })
        .catch(() => undefined)
      await realPause(this.#plan.pauseMs)
    }
  }
}
