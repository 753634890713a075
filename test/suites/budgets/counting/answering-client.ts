import type { KustoClient, KustoQuery, KustoTable } from '../../../../src/kusto/kusto-client.ts'

/**
 * Accepts rows at once and answers each kind of query with a recorded answer, so that only the
 * saver's own cost remains.
 */
export class AnsweringClient implements KustoClient {
  readonly #answers: ReadonlyMap<string, readonly KustoTable[]>

  constructor(answers: ReadonlyMap<string, readonly KustoTable[]>) {
    this.#answers = answers
  }

  async query({ summary = '' }: KustoQuery): Promise<readonly KustoTable[]> {
    const answer = this.#answers.get(summary)
    if (answer === undefined) throw new Error(`No answer was recorded for ${summary}`)
    return answer
  }

  async ingest(): Promise<void> {}

  async command(): Promise<KustoTable> {
    throw new Error('No operation of a saver sends commands')
  }

  async enqueue(): Promise<void> {
    throw new Error('This saver streams')
  }

  async close(): Promise<void> {}
}
