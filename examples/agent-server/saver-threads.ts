import { HTTPException } from 'hono/http-exception'
import type { ThreadSaver } from '@langchain/langgraph-api/experimental/embed'
import type { KustoSaver } from '../../src/index.ts'

type Thread = Awaited<ReturnType<ThreadSaver['get']>>

/**
 * The server's threads, derived from the checkpoints, without a second database. Only this process
 * knows threads without a checkpoint and a thread's own metadata. With several graphs, store the
 * graph of each thread in your own table.
 */
export class SaverThreads implements ThreadSaver {
  readonly #saver: KustoSaver
  readonly #graphId: string
  readonly #begun = new Map<string, Thread['metadata']>()

  constructor(saver: KustoSaver, graphId: string) {
    this.#saver = saver
    this.#graphId = graphId
  }

  async get(threadId: string): Promise<Thread> {
    const stored = await this.#stored(threadId)
    const begun = this.#begun.get(threadId)
    if (stored === undefined && begun === undefined) {
      throw new HTTPException(404, { message: `Thread ${threadId} not found` })
    }
    return { thread_id: threadId, metadata: { ...stored, ...begun } }
  }

  async set(
    threadId: string,
    { kind, metadata = {} }: Parameters<ThreadSaver['set']>[1],
  ): Promise<Thread> {
    const known = kind === 'patch' ? this.#begun.get(threadId) : undefined
    this.#begun.set(threadId, { ...known, ...metadata })
    return this.get(threadId)
  }

  async delete(threadId: string): Promise<void> {
    this.#begun.delete(threadId)
    await this.#saver.deleteThread(threadId)
  }

  // by `list({})`: newest checkpoints first, over all threads
  async *search({
    limit,
    offset,
    metadata,
  }: Parameters<NonNullable<ThreadSaver['search']>>[0]): AsyncGenerator<{
    thread: Thread
    total: number
  }> {
    const { graph_id: graphId = this.#graphId, ...filter } = metadata ?? {}
    if (graphId !== this.#graphId) return
    const ids = new Set<string>()
    for await (const { config } of this.#saver.list({}, { filter })) {
      ids.add(String(config.configurable?.['thread_id']))
      if (ids.size >= offset + limit) break
    }
    for (const id of [...ids].slice(offset)) yield { thread: await this.get(id), total: ids.size }
  }

  async #stored(threadId: string): Promise<Thread['metadata'] | undefined> {
    const tuple = await this.#saver.getTuple({ configurable: { thread_id: threadId } })
    // the server looks up the graph by this id
    return tuple && { graph_id: this.#graphId }
  }
}
