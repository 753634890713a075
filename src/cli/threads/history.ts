import { checkpointTree, type TreeLine } from '../../threads/checkpoint-tree.ts'
import type { HistoryEntry } from '../../threads/thread-history.ts'
import { textTable } from '../output/text-table.ts'

const HEADINGS = ['CHECKPOINT', 'STEP', 'SOURCE', 'BYTES', 'CREATED']

/** The checkpoints of each namespace as a tree, oldest first. */
export function historyText(history: readonly HistoryEntry[]): string {
  return treesOf(history)
    .map(({ checkpointNs, lines }) => {
      const rows = lines.map(({ branch, entry }) => [
        branch + entry.checkpointId,
        entry.step ?? '',
        entry.source,
        entry.bytes,
        entry.createdAt,
      ])
      const table = textTable(HEADINGS, rows)
      return checkpointNs === '' ? table : `Namespace ${JSON.stringify(checkpointNs)}\n${table}`
    })
    .join('\n\n')
}

/** The same for programs: entries in the order of the tree, each with its children. */
export function historyJson(history: readonly HistoryEntry[]): string {
  const entries = treesOf(history).flatMap(({ lines }) =>
    lines.map(({ entry, children }) => ({ ...entry, children })),
  )
  return JSON.stringify(entries)
}

interface NamespaceTree {
  readonly checkpointNs: string
  readonly lines: readonly TreeLine[]
}

function treesOf(history: readonly HistoryEntry[]): readonly NamespaceTree[] {
  const namespaces = [...new Set(history.map(({ checkpointNs }) => checkpointNs))]
  return namespaces.map((checkpointNs) => ({
    checkpointNs,
    lines: checkpointTree(history.filter((entry) => entry.checkpointNs === checkpointNs)),
  }))
}
