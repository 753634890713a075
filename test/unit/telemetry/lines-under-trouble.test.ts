import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import { KustoError } from '../../../src/kusto-error.ts'
import type { KustoClient } from '../../../src/kusto/kusto-client.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { VirtualClock, type FaultRule } from '../../../src/local/index.ts'
import { checkpointOf, freshThread, metadataOf } from '../../support/checkpoints.ts'
import { CountingClient } from '../../support/counting-client.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'

const AGENTS = 10
const MINUTES = 2
const STEP_MS = 500
/** One line a second would be 60. */
const MOST_LINES_PER_MINUTE = 30

let kusto: LocalKusto
let clock: VirtualClock

beforeEach(async () => {
  clock = new VirtualClock()
  kusto = await openProvisionedKusto({ clock })
})

afterEach(async () => {
  kusto.faults.clear()
  await kusto.close()
})

/** Its requests find nobody, as those of a client whose server is gone. */
class LonelyClient extends CountingClient {
  override ingest(): Promise<void> {
    return Promise.reject(gone())
  }
  override query(): ReturnType<CountingClient['query']> {
    return Promise.reject(gone())
  }
}

function gone(): KustoError {
  return new KustoError('refused', { code: 'ConnectionRefused', permanent: false })
}

type Line = Readonly<Record<string, unknown>>

/** Agents that put and read without a pause, for some minutes. */
async function linesOf(client: KustoClient) {
  const lines: Line[] = []
  const write = (line: string): void => {
    const parsed: Line = JSON.parse(line)
    lines.push(parsed)
  }
  const logger = pino({ level: 'info' }, { write })
  const saver = new KustoSaver({ client, clock, logger })
  const over = new AbortController()
  let failures = 0
  const agent = async (): Promise<void> => {
    const config = { configurable: { thread_id: freshThread(), checkpoint_ns: '' } }
    for (let step = 1; !over.signal.aborted; step += 1) {
      try {
        await saver.put(config, checkpointOf(step, { a: step }), metadataOf(step), { a: step })
        await saver.getTuple(config)
      } catch {
        failures += 1
      }
      await new Promise<void>((resolve) => {
        clock.schedule(resolve, 250)
      })
    }
  }
  const agents = Promise.all(Array.from({ length: AGENTS }, agent))
  const endMs = clock.nowMs() + MINUTES * 60_000
  while (clock.nowMs() < endMs) await clock.advance(STEP_MS)
  over.abort()
  kusto.faults.clear()
  const ofCalls = lines.filter(({ msg }) => String(msg).endsWith(' failed'))
  const others = lines.filter((line) => !ofCalls.includes(line))
  const seen = { others: [...others], ofCalls: ofCalls.length, failures }
  await Promise.race([agents, clock.advance(600_000)])
  void saver.close().catch(() => undefined)
  return seen
}

const FAULTS: readonly (readonly [string, FaultRule])[] = [
  ['503', { fault: 'status', status: 503 }],
  ['429', { fault: 'status', status: 429 }],
  ['some 429', { fault: 'status', status: 429, probability: 0.3 }],
  ['resets', { fault: 'reset' }],
  ['some resets', { fault: 'reset', probability: 0.3 }],
  ['hanging requests', { fault: 'hang' }],
]

describe('log lines per minute, ten agents, under', () => {
  it.each(FAULTS)('%s: a few', async (_, rule) => {
    kusto.faults.seed(7)
    kusto.faults.add(rule)
    const seen = await linesOf(kusto.client())
    expect(seen.ofCalls).toBe(seen.failures)
    expect(seen.others.length / MINUTES).toBeLessThan(MOST_LINES_PER_MINUTE)
  })

  it('a server that is gone: a few', async () => {
    const seen = await linesOf(new LonelyClient(kusto.client()))
    expect(seen.ofCalls).toBe(seen.failures)
    expect(seen.others.length / MINUTES).toBeLessThan(MOST_LINES_PER_MINUTE)
    expect(seen.others).toContainEqual(expect.objectContaining({ kusto_code: 'ConnectionRefused' }))
  })
})
