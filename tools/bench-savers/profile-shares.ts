import type { Profiler } from 'node:inspector'

export const PACKAGES = [
  'SQLite and its driver',
  'KQL parser and translator',
  'local engine, the rest',
  'KustoSaver',
  'serializer',
  'LangChain messages',
  'LangGraph',
  'Azure SDK',
  "Node's HTTP, sockets and streams",
  'Node, the rest',
  'the benchmark itself',
  'garbage collector',
  'other',
] as const
export type PackageName = (typeof PACKAGES)[number]

/** By the path of a function's source; the first match counts. */
const PLACES: readonly (readonly [PackageName, RegExp])[] = [
  ['SQLite and its driver', /@photostructure\/sqlite|compiled\/local\/sqlite\//],
  ['KQL parser and translator', /@kusto\/language-service|compiled\/local\/kql\//],
  ['local engine, the rest', /compiled\/local\//],
  ['serializer', /@langchain\/langgraph-checkpoint\//],
  ['LangGraph', /@langchain\/langgraph\//],
  ['LangChain messages', /@langchain\/core\//],
  ['Azure SDK', /node_modules\/(azure-|@azure|axios|follow-redirects|form-data|uuid)/],
  ['the benchmark itself', /tools\/bench-savers|test\/support/],
  ['KustoSaver', /\.tools\/compiled\//],
  ["Node's HTTP, sockets and streams", /node:.*(http|net|stream|zlib|_tls|undici)/],
  ['Node, the rest', /node:/],
]
const NODE_MODULES =
  /node_modules\/(?!@(photostructure|kusto|langchain|azure)|azure-|axios|follow-redirects|form-data|uuid)/

/**
 * Each package's share of the time that the thread was not idle: functions without a source, such
 * as SQLite's own, count for their caller.
 */
export function sharesOf(profile: Profiler.Profile): ReadonlyMap<PackageName, number> {
  const parents = parentsOf(profile.nodes)
  const byId = new Map(profile.nodes.map((node) => [node.id, node]))
  const micros = new Map<PackageName, number>()
  let sum = 0
  profile.samples?.forEach((id, index) => {
    const name = packageOf(id, { byId, parents })
    if (name === undefined) return
    const delta = profile.timeDeltas?.[index] ?? 0
    micros.set(name, (micros.get(name) ?? 0) + delta)
    sum += delta
  })
  return new Map([...micros].map(([name, share]) => [name, share / sum]))
}

type Nodes = ReadonlyMap<number, Profiler.ProfileNode>

function parentsOf(nodes: readonly Profiler.ProfileNode[]): ReadonlyMap<number, number> {
  return new Map(
    nodes.flatMap(({ id, children = [] }) =>
      children.map((child): [number, number] => [child, id]),
    ),
  )
}

/** Undefined when idle, and for the profiler's own start and stop. */
function packageOf(
  id: number,
  { byId, parents }: { readonly byId: Nodes; readonly parents: ReadonlyMap<number, number> },
): PackageName | undefined {
  for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
    const { functionName = '', url = '' } = byId.get(at)?.callFrame ?? {}
    if (functionName === '(idle)') return undefined
    if (functionName === '(garbage collector)') return 'garbage collector'
    if (url === 'node:inspector') return undefined
    if (url !== '') return placeOf(url)
  }
  return 'other'
}

function placeOf(url: string): PackageName {
  if (NODE_MODULES.test(url)) return 'other'
  return PLACES.find(([, place]) => place.test(url))?.[0] ?? 'other'
}
