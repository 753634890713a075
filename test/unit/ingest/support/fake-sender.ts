import type { BatchInfo, BatchSender } from '../../../../src/ingest/batch-sender.ts'
import type { TableSchema } from '../../../../src/tables/schema.ts'

export class SentBatch {
  readonly table: string
  readonly body: Uint8Array
  readonly info: BatchInfo
  readonly done: Promise<void>
  isOpen = true
  #resolve: () => void = () => undefined
  #reject: (error: unknown) => void = () => undefined

  constructor(table: string, body: Uint8Array, info: BatchInfo) {
    this.table = table
    this.body = body
    this.info = info
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  get lines(): string[] {
    return new TextDecoder().decode(this.body).split('\n').slice(0, -1)
  }

  acknowledge(): void {
    this.isOpen = false
    this.#resolve()
  }

  fail(error: unknown): void {
    this.isOpen = false
    this.#reject(error)
  }
}

/** Keeps each batch until the test decides its result. */
export class FakeSender implements BatchSender {
  readonly sent: SentBatch[] = []
  mostOpen = 0

  get open(): SentBatch[] {
    return this.sent.filter((batch) => batch.isOpen)
  }

  async send(table: TableSchema, body: Uint8Array, info: BatchInfo): Promise<void> {
    const batch = new SentBatch(table.name, body, info)
    this.sent.push(batch)
    this.mostOpen = Math.max(this.mostOpen, this.open.length)
    await batch.done
  }

  at(index: number): SentBatch {
    const batch = this.sent[index]
    if (batch === undefined) throw new Error(`Only ${this.sent.length} batches were sent`)
    return batch
  }
}
