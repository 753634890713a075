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
/** What one look takes at most; the service's own limit. */
const MESSAGES_PER_LOOK = 32
/**
 * How long, in the storage's real time, a message that was taken and not deleted stays out of
 * sight.
 */
const OUT_OF_SIGHT_SECONDS = 30
/** A message that comes back so often cannot be handled. */
const MAX_DELIVERIES = 5
const RENEW_ADDRESSES_MS = 86_400_000

export interface StorageConsumerParts {
  readonly aggregator: Aggregator
  readonly resources: IngestionResources
  readonly clock: EngineClock
}

/**
 * Takes messages out of the queue, fetches their blobs and hands them to the aggregator. A message
 * is deleted when the aggregator has its rows: a crash in between, or a deletion that fails, brings
 * the message again. So delivery is at least once, as on a cluster.
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

  /**
   * Makes container and queues where they are missing, offers them to clients and begins to look.
   */
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

  /** Lets what was taken end; safe to call twice. */
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

  /** Never rejects: a storage out of reach is looked into again later. */
  async #look(): Promise<void> {
    try {
      if (Date.now() >= this.#renewAtMs) await this.#offerAddresses()
      while (!this.#isClosed && (await this.#takeMessages())) this.#isOutOfReach = false
    } catch (error) {
      this.#warn(error)
    }
  }

  /** Signatures run by the storage's clock, which is the real one. */
  async #offerAddresses(): Promise<void> {
    const nowMs = Date.now()
    const resources = await this.#storage.signedResources(nowMs)
    this.#withdraw()
    this.#withdraw = this.#parts.resources.offer(resources)
    this.#renewAtMs = nowMs + RENEW_ADDRESSES_MS
  }

  /** Whether there may be more. */
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
      // some clients do not tell the size
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
      // it comes again, and its rows come twice
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

/** Stands for a message that does not say what it is about. */
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
