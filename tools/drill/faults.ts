import { TABLES } from '../../src/tables/schema.ts'
import type { HostPlan } from './host/messages.ts'
import { realPause } from './host/fast-time.ts'
import { realMsOf } from './host/time-factor.ts'
import type { Scene } from './run/scene.ts'

/** Something that goes wrong, or nothing. */
export interface Fault {
  readonly name: string
  /** How its host differs from the others. */
  readonly host?: Partial<HostPlan>
  /** How long it lasts, in minutes of fast time. */
  readonly minutes: number
  readonly begin: (scene: Scene) => Promise<void> | void
  /** Ends it; afterwards no further alert may fire for `minutesAfter`. */
  readonly repair?: (scene: Scene) => Promise<void> | void
  readonly minutesAfter?: number
}

const DAY_MS = 86_400_000

const clear = (scene: Scene): void => {
  scene.kusto.faults.clear()
}

export const FAULTS: readonly Fault[] = [
  {
    name: '503',
    minutes: 30,
    begin: ({ kusto }) => kusto.faults.add({ fault: 'status', status: 503 }),
    repair: clear,
    minutesAfter: 45,
  },
  {
    name: '429',
    minutes: 30,
    begin: ({ kusto }) => kusto.faults.add({ fault: 'status', status: 429, retryAfterMs: 1_000 }),
    repair: clear,
    minutesAfter: 30,
  },
  {
    name: 'connection resets',
    minutes: 30,
    begin: ({ kusto }) => kusto.faults.add({ fault: 'reset' }),
    repair: clear,
    minutesAfter: 30,
  },
  { name: 'server gone', minutes: 30, begin: async (scene) => scene.stopServer() },
  {
    name: 'table dropped',
    // people come back to their threads after more than an hour, when rows can no longer be late
    host: { agents: 12, pauseMs: realMsOf(66) },
    minutes: 90,
    begin: async (scene) => {
      await scene.command('.drop table CheckpointBlobs')
      await realPause(realMsOf(5))
      // an operator creates an empty table, which provisioning refuses to do
      await scene.command('.create table CheckpointBlobs (thread_id: string)')
      await scene.provision()
    },
  },
  {
    name: 'column renamed',
    minutes: 30,
    begin: async (scene) => scene.command('.rename column CheckpointBlobs.blob_id to blob_key'),
  },
  {
    name: 'streaming off',
    minutes: 30,
    begin: async (scene) => {
      for (const { name } of TABLES) {
        await scene.command(`.delete table ${name} policy streamingingestion`)
      }
    },
  },
  {
    name: 'ingest hangs',
    minutes: 30,
    begin: ({ kusto }) => kusto.faults.add({ endpoint: 'ingest', fault: 'hang' }),
  },
  {
    name: 'buffered loss',
    host: { writeMode: 'buffered' },
    minutes: 20,
    begin: ({ kusto }) => kusto.faults.add({ endpoint: 'ingest', fault: 'status', status: 400 }),
  },
  {
    name: 'rows invisible',
    minutes: 80,
    begin: ({ kusto }) => kusto.delays.set({ visibilityMs: 10 * DAY_MS }),
  },
  {
    name: 'overlay full',
    host: { maxOverlayBytes: 200_000 },
    minutes: 40,
    begin: ({ kusto }) => kusto.delays.set({ visibilityMs: 10 * DAY_MS }),
  },
  {
    name: 'view behind',
    minutes: 105,
    begin: ({ kusto }) => kusto.delays.set({ viewLagMs: 10 * DAY_MS }),
  },
  {
    name: 'event loop blocked',
    host: { agents: 4 },
    minutes: 30,
    begin: ({ host }) => host.order('block'),
  },
  { name: 'scale to zero', minutes: 40, begin: async ({ host }) => host.close() },
  { name: 'host killed', minutes: 30, begin: async ({ host }) => host.kill() },
  { name: 'restarts', minutes: 60, begin: restarts },
  { name: 'quiet night', host: { agents: 1, pauseMs: realMsOf(12) }, minutes: 105, begin: nothing },
  { name: 'busy day', minutes: 105, begin: nothing },
]

const QUICK = ['503', 'buffered loss', 'quiet night']
const QUICK_MINUTES = 9

/** The short form: some quick faults and a quiet night, in about a minute. */
export function quickFaults(): readonly Fault[] {
  return faultsNamed(QUICK).map((fault) => ({ ...fault, minutes: QUICK_MINUTES, minutesAfter: 0 }))
}

/** @throws Error that names an unknown fault and the known ones */
export function faultsNamed(names: readonly string[]): readonly Fault[] {
  return names.map((name) => {
    const found = FAULTS.find((fault) => fault.name === name.trim())
    if (found !== undefined) return found
    throw new Error(`No fault '${name}'; there are: ${FAULTS.map((one) => one.name).join(', ')}`)
  })
}

function nothing(): void {}

/** A rollout, a crash, and another rollout. */
async function restarts(scene: Scene): Promise<void> {
  for (const end of ['close', 'kill', 'close'] as const) {
    await scene.host[end]()
    await scene.startHost()
    await realPause(realMsOf(10))
  }
}
