import { randomUUID } from 'node:crypto'
import type { DequeuedMessageItem } from '@azure/storage-queue'
import { KustoError } from '../../../kusto-error.ts'
import type { EngineClock } from '../../clock/engine-clock.ts'
import { ticksOfUnixMs, datetimeText } from '../../values/ticks.ts'
import type { Aggregator, EndedSource } from '../aggregator.ts'
import { failed } from '../ingest-batch.ts'
import type { IngestionResources } from '../../workspace/ingestion-resources.ts'
import type { QueuedSource } from '../queued-source.ts'
import { fetchBlob } from './fetch-blob.ts'
import { IngestionStorage } from './ingestion-storage.ts'
import { type IngestionRequest, readMessage } from './queue-message.ts'
import { statusReport } from './status-report.ts'
import type { StorageOptions } from './storage-options.ts'

const POLL_MS = 500
/** Maximum messages of one poll, which is the service's limit. */
const MESSAGES_PER_LOOK = 32
/** How long, in the storage's real time, a received message that is not deleted stays hidden. */
const OUT_OF_SIGHT_SECONDS = 30
/** A message that reappears so often cannot be processed. */
const MAX_DELIVERIES = 5
const RENEW_ADDRESSES_MS = 86_400_000

export interface StorageConsumerParts {
  readonly aggregator: Aggregator
  readonly resources: IngestionResources
  readonly clock: EngineClock
}

/**
 * Receives messages from the queue, fetches their blobs and passes them to the aggregator. Deletes
 * a message when the aggregator has its rows; after a crash in between, or a failed deletion, the
 * message reappears. So delivery is at least once, as on a cluster.
 */
export class StorageConsumer {
  readonly #parts: StorageConsumerParts
  readonly #storage: IngestionStorage
  readonly #pollMs: number
  readonly #stopListening: () => void
  readonly #reports = new Set<Promise<unknown>>()
  #withdraw: () => void = () => undefined
  #renewAtMs = 0
  #cancelPoll: () => void = () => undefined
  #poll: Promise<void> = Promise.resolve()
  #isClosed = false
  #isOutOfReach = false

  private constructor(parts: StorageConsumerParts, storage: IngestionStorage, pollMs: number) {
    this.#parts = parts
    this.#storage = storage
    this.#pollMs = pollMs
    this.#stopListening = parts.aggregator.onEnd((ended) => this.#report(ended))
  }

  /** Creates missing container and queues, offers them to clients and starts polling. */
  static async open(
    options: StorageOptions,
    parts: StorageConsumerParts,
  ): Promise<StorageConsumer> {
    const storage = await IngestionStorage.open(options)
    const consumer = new StorageConsumer(parts, storage, options.pollMs ?? POLL_MS)
    await consumer.#offerAddresses()
    consumer.#scheduleLook()
    return consumer
  }

  /** Waits for received messages; safe to call twice. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelPoll()
    this.#withdraw()
    await this.#poll
    this.#stopListening()
    await Promise.allSettled(this.#reports)
  }

  #scheduleLook(): void {
    if (this.#isClosed) return
    this.#cancelPoll = this.#parts.clock.schedule(async () => {
      this.#poll = this.#look()
      await this.#poll
      this.#scheduleLook()
    }, this.#pollMs)
  }

  /** Never rejects: an unreachable storage is polled again later. */
  async #look(): Promise<void> {
    try {
      if (Date.now() >= this.#renewAtMs) await this.#offerAddresses()
      while (!this.#isClosed && (await this.#takeMessages())) this.#isOutOfReach = false
    } catch (error) {
      this.#warn(error)
    }
  }

  /** Signatures use the storage's clock, which is the real one. */
  async #offerAddresses(): Promise<void> {
    const nowMs = Date.now()
    const resources = await this.#storage.signedResources(nowMs)
    this.#withdraw()
    this.#withdraw = this.#parts.resources.offer(resources)
    this.#renewAtMs = nowMs + RENEW_ADDRESSES_MS
  }

  /** Whether there may be more messages. */
  async #takeMessages(): Promise<boolean> {
    const { receivedMessageItems: messages } = await this.#storage.ready.receiveMessages({
      numberOfMessages: MESSAGES_PER_LOOK,
      visibilityTimeout: OUT_OF_SIGHT_SECONDS,
    })
    await Promise.all(messages.map((message) => this.#take(message)))
    return messages.length === MESSAGES_PER_LOOK
  }

  async #take(message: DequeuedMessageItem): Promise<void> {
    let request: IngestionRequest | undefined
    try {
      request = readMessage(message.messageText)
      const body = await fetchBlob(request.blobUrl)
      // some clients do not send the size
      const rawBytes = Math.max(request.source.rawBytes, body.byteLength)
      this.#parts.aggregator.add({ ...request.source, rawBytes }, body)
    } catch (error) {
      const isLast = message.dequeueCount >= MAX_DELIVERIES
      const isPermanent = error instanceof KustoError && error.permanent
      if (!isPermanent && !isLast) return
      this.#parts.aggregator.fail(failed(request?.source ?? unknownSource(message), error))
    }
    await this.#delete(message)
  }

  async #delete({ messageId, popReceipt }: DequeuedMessageItem): Promise<void> {
    try {
      await this.#storage.ready.deleteMessage(messageId, popReceipt)
    } catch (error) {
      // the message reappears, and its rows are ingested twice
      this.#warn(error)
    }
  }

  #report(ended: EndedSource): void {
    const nowTicks = ticksOfUnixMs(this.#parts.clock.nowMs())
    const report = statusReport(ended, datetimeText(nowTicks))
    if (report === undefined) return
    const sending = this.#storage[report.queue]
      .sendMessage(report.text)
      .catch((error: unknown) => this.#warn(error))
      .finally(() => this.#reports.delete(sending))
    this.#reports.add(sending)
  }

  #warn(error: unknown): void {
    if (this.#isOutOfReach || this.#isClosed) return
    this.#isOutOfReach = true
    const name = error instanceof Error ? error.name : typeof error
    process.emitWarning(
      `The local Kusto cannot use its storage for queued ingestion (${name}). It keeps trying.`,
      'LocalKustoWarning',
    )
  }
}

/** Stands for a message without a readable source. */
function unknownSource(message: DequeuedMessageItem): QueuedSource {
  return {
    id: randomUUID(),
    path: `message/${message.messageId}`,
    database: '',
    table: '',
    format: '',
    rawBytes: 0,
  }
}
