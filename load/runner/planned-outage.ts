import { setTimeout as pause } from 'node:timers/promises'
import type { LoadScenario } from '../scenarios.ts'
import type { K6Timeline } from './k6/k6-timeline.ts'

type Outage = NonNullable<NonNullable<LoadScenario['needs']>['outage']>

export interface OutageSetup {
  readonly outage: Outage
  /** Of the local Kusto, with the database in its path. */
  readonly kustoUrl: string
  readonly seconds: number
  readonly k6: K6Timeline
  /** Ends it; Kusto is back then. */
  readonly signal: AbortSignal
}

/**
 * From 37 to 564 ms, 322 on average, like the streaming ingestions in the sample of Microsoft's
 * documentation (kusto/api/get-started/app-managed-streaming-ingest.md).
 */
const SLOW_INGESTS = [
  { endpoint: 'ingest', fault: 'slow', delayMs: [37, 564], probability: 0.5 },
  { endpoint: 'ingest', fault: 'slow', delayMs: [123, 564] },
] as const
const AWAY = [{ fault: 'reset' }] as const

const POLL_MS = 100

/** Makes ingests slow until the run ends. */
export async function slowIngests(kustoUrl: string): Promise<void> {
  await setFaults(kustoUrl, SLOW_INGESTS)
}

/** Waits for the first iteration, then takes Kusto away for the planned part of the run. */
export async function takeKustoAway(setup: OutageSetup): Promise<void> {
  const { outage, kustoUrl, seconds, k6, signal } = setup
  try {
    while (!k6.seconds.some(({ iterations }) => iterations > 0)) {
      await pause(POLL_MS, undefined, { signal })
    }
    await pause(outage.fromShare * seconds * 1_000, undefined, { signal })
    await setFaults(kustoUrl, AWAY)
    await pause(outage.share * seconds * 1_000, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    await setFaults(kustoUrl, SLOW_INGESTS)
  }
}

/** Replaces all planted faults of the local Kusto. */
async function setFaults(kustoUrl: string, rules: readonly object[]): Promise<void> {
  const url = new URL('/_local/faults', kustoUrl)
  await fetch(url, { method: 'DELETE' })
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ seed: 15, rules }) })
  if (!answer.ok) throw new Error(`The local Kusto refused its faults: ${await answer.text()}`)
}
