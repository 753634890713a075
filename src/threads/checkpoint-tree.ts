import type { HistoryEntry } from './thread-history.ts'

export interface TreeLine {
  /** Box-drawing characters that lead from the parent's line. */
  readonly branch: string
  readonly entry: HistoryEntry
  /** Ids of the checkpoints that follow it: more than one is a fork. */
  readonly children: readonly string[]
}

interface Place {
  readonly entry: HistoryEntry
  /** In front of the whole subtree. */
  readonly indent: string
  readonly connector: '' | '├─ ' | '└─ '
}

/** No checkpoint has this id. */
const ROOTS = ''

/**
 * Orders the checkpoints of one namespace as a tree, parents before children. A chain stays in its
 * column; only a fork indents. A checkpoint whose parent is not among the entries is a root.
 */
export function checkpointTree(entries: readonly HistoryEntry[]): readonly TreeLine[] {
  const oldestFirst = entries.toSorted((a, b) => (a.checkpointId < b.checkpointId ? -1 : 1))
  const known = new Set(entries.map(({ checkpointId }) => checkpointId))
  const childrenOf = new Map<string, HistoryEntry[]>()
  for (const entry of oldestFirst) {
    const { parentCheckpointId: parent, checkpointId } = entry
    const place = known.has(parent) && parent !== checkpointId ? parent : ROOTS
    const siblings = childrenOf.get(place)
    if (siblings === undefined) childrenOf.set(place, [entry])
    else siblings.push(entry)
  }
  const lines: TreeLine[] = []
  const open: Place[] = placed(childrenOf.get(ROOTS) ?? [], '', false)
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { entry, indent, connector } = place
    const children = childrenOf.get(entry.checkpointId) ?? []
    lines.push({
      branch: indent + connector,
      entry,
      children: children.map(({ checkpointId }) => checkpointId),
    })
    open.push(...placed(children, indent + CONTINUED[connector], children.length > 1))
  }
  return lines
}

const CONTINUED = { '': '', '├─ ': '│  ', '└─ ': '   ' } as const

/** The last one comes first, because places are taken from the end. */
function placed(entries: readonly HistoryEntry[], indent: string, isFork: boolean): Place[] {
  return entries
    .map((entry, index): Place => {
      if (!isFork) return { entry, indent, connector: '' }
      return { entry, indent, connector: index === entries.length - 1 ? '└─ ' : '├─ ' }
    })
    .toReversed()
}
