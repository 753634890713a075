import { randomBytes } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { KustoError } from '../kusto-error.ts'
import type { KustoClient } from '../kusto/kusto-client.ts'
import { showResultOf, show } from '../kusto/show.ts'
import { emulatorEvidence } from './emulator-evidence.ts'
import type { Observation, Probe } from './probe.ts'
import { PROBES } from './probes.ts'
import { describeRefusal } from './refusal.ts'
import { abortableClient } from './scratch-client.ts'
import { Scratch } from './scratch.ts'
import { dropScratchEntities } from './drop-scratch-entities.ts'

export interface ProbeOptions {
  /** An identity with the roles Viewer and Ingestor only. */
  readonly ingestor?: KustoClient | undefined
  readonly signal?: AbortSignal | undefined
  /** How long to wait for acknowledged rows. @default 75_000 */
  readonly maxWaitMs?: number | undefined
  /** Number of requests of a measurement. @default 200 */
  readonly samples?: number | undefined
  /** Time limit for all probes; later ones do not run. @default 600_000 */
  readonly timeoutMs?: number | undefined
  /** @default all */
  readonly probes?: readonly Probe[] | undefined
  readonly onFinding?: ((finding: ProbeFinding) => void) | undefined
}

export interface ProbeFinding extends Observation {
  readonly name: string
  readonly question: string
  readonly done: string
  readonly expected: string
  /** What to change; empty unless it differs. */
  readonly advice: string
  readonly durationMs: number
}

export interface ProbeReport {
  /** Kusto's version, as it reports it. */
  readonly server: unknown
  readonly isEmulator: boolean
  readonly at: string
  readonly findings: readonly ProbeFinding[]
  /** Why tables of the probes may have been left behind; empty if none were. */
  readonly leftBehind: string
}

const DEFAULTS = { maxWaitMs: 75_000, samples: 200, timeoutMs: 600_000 }

/** Runs the probes one after another in separate tables, and always drops these tables. */
export async function runProbes(
  client: KustoClient,
  options: ProbeOptions = {},
): Promise<ProbeReport> {
  const prefix = `LangGraphProbe_${randomBytes(6).toString('hex')}_`
  const stop = AbortSignal.any([
    AbortSignal.timeout(options.timeoutMs ?? DEFAULTS.timeoutMs),
    ...(options.signal ? [options.signal] : []),
  ])
  // one for each request of a burst
  setMaxListeners(0, stop)
  const version = await showResultOf(() => show(client, '.show version'))
  const isEmulator = (await emulatorEvidence(client)) !== undefined
  const scratch = new Scratch({
    client: abortableClient(client, stop),
    ingestor: options.ingestor && abortableClient(options.ingestor, stop),
    prefix,
    signal: stop,
    maxWaitMs: options.maxWaitMs ?? DEFAULTS.maxWaitMs,
    samples: options.samples ?? DEFAULTS.samples,
    isEmulator,
  })
  const findings: ProbeFinding[] = []
  let leftBehind = ''
  try {
    for (const probe of options.probes ?? PROBES) {
      const finding = await findingOf(probe, scratch, stop)
      findings.push(finding)
      options.onFinding?.(finding)
    }
  } finally {
    leftBehind = await swept(client, prefix)
  }
  const server = 'value' in version ? version.value : version.refusal
  return { server, isEmulator, at: new Date().toISOString(), findings, leftBehind }
}

async function findingOf(probe: Probe, scratch: Scratch, stop: AbortSignal): Promise<ProbeFinding> {
  const { name, question, done, expected, ifItDiffers } = probe
  const begunAtMs = performance.now()
  const observation = stop.aborted ? STOPPED : await observed(probe, scratch, stop)
  return {
    name,
    question,
    done,
    expected,
    ...observation,
    advice: observation.verdict === 'differs' ? ifItDiffers : '',
    durationMs: Math.round(performance.now() - begunAtMs),
  }
}

const STOPPED: Observation = {
  verdict: 'could not be tried',
  observed: 'stopped, or the time was over',
}

async function observed(probe: Probe, scratch: Scratch, stop: AbortSignal): Promise<Observation> {
  try {
    return await probe.run(scratch)
  } catch (error) {
    if (stop.aborted) return STOPPED
    if (!(error instanceof KustoError)) throw error
    return { verdict: 'could not be tried', observed: describeRefusal(error) }
  }
}

async function swept(client: KustoClient, prefix: string): Promise<string> {
  try {
    await dropScratchEntities(client, prefix)
    return ''
  } catch (error) {
    if (!(error instanceof KustoError)) throw error
    return `Views and tables that begin with ${prefix} may be left: ${describeRefusal(error)}`
  }
}
