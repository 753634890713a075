import { Session, type Profiler } from 'node:inspector/promises'

/** One turn of the event loop that held up all others. */
export interface Hold {
  readonly ms: number
  /** Milliseconds by the function of the project or of a package that they were spent in. */
  readonly byStage: ReadonlyMap<string, number>
}

const LONG_TURN_US = 15_000
const SAMPLE_US = 1_000

/** Runs work, and returns the turns of the event loop that took longer than 15 ms. */
export async function loopHolds(work: () => Promise<unknown>): Promise<Hold[]> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US })
  await session.post('Profiler.start')
  const turns = watchTurns()
  await work()
  await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)))
  const longTurns = turns.stop()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  return longTurns.map((turn) => holdOf(profile, turn))
}

type Turn = readonly [fromUs: number, toUs: number]

function watchTurns(): { readonly stop: () => readonly Turn[] } {
  const turns: Turn[] = []
  let lastUs = nowUs()
  let isOver = false
  const tick = (): void => {
    const atUs = nowUs()
    if (atUs - lastUs > LONG_TURN_US) turns.push([lastUs, atUs])
    lastUs = atUs
    if (!isOver) setImmediate(tick)
  }
  setImmediate(tick)
  const stop = (): readonly Turn[] => {
    isOver = true
    return turns
  }
  return { stop }
}

/** V8's profiles have the same clock. */
function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

function holdOf(profile: Profiler.Profile, [fromUs, toUs]: Turn): Hold {
  const stages = stagesOf(profile)
  const byStage = new Map<string, number>()
  const { samples = [], timeDeltas = [] } = profile
  let atUs = profile.startTime
  for (const [index, id] of samples.entries()) {
    const deltaUs = timeDeltas[index] ?? 0
    atUs += deltaUs
    if (atUs < fromUs || atUs > toUs) continue
    const stage = stages.get(id) ?? '?'
    byStage.set(stage, (byStage.get(stage) ?? 0) + deltaUs / 1000)
  }
  return { ms: (toUs - fromUs) / 1000, byStage }
}

const OWN_FILE = /\/(?:src|node_modules)\/(?<file>.*)$/

/** The innermost function of the project or of a package, by node of the profile. */
function stagesOf({ nodes }: Profiler.Profile): ReadonlyMap<number, string> {
  const parents = new Map<number, Profiler.ProfileNode>()
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node)
  return new Map(nodes.map((node) => [node.id, stageOf(node, parents)]))
}

function stageOf(
  node: Profiler.ProfileNode,
  parents: ReadonlyMap<number, Profiler.ProfileNode>,
): string {
  for (let at: Profiler.ProfileNode | undefined = node; at !== undefined; at = parents.get(at.id)) {
    const file = OWN_FILE.exec(at.callFrame.url)?.groups?.['file']
    if (file !== undefined) return `${file} ${at.callFrame.functionName}`
  }
  return node.callFrame.functionName
}
