import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FAULT_ENDPOINTS } from '../../src/local/emulation/faults/fault-rule.ts'
import { commentText } from './read-interface.ts'

/** The kinds of faults, where each can happen, and what their comments say. */
export function faultsTable(): string {
  const comments = faultComments()
  const rows = Object.entries(FAULT_ENDPOINTS).map(([kind, endpoints]) => {
    const comment = comments.get(kind)
    if (comment === undefined) throw new Error(`The fault '${kind}' has no comment`)
    return `| \`${kind}\` | ${endpoints.join(', ')} | ${comment} |`
  })
  return ['| fault | where | what happens |', '| --- | --- | --- |', ...rows].join('\n')
}

const COMMENTED = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s+\| \{\s*readonly fault: '([\w-]+)'/g

function faultComments(): ReadonlyMap<string, string> {
  const file = join(import.meta.dirname, '../../src/local/emulation/faults/fault-rule.ts')
  return new Map(
    [...readFileSync(file, 'utf8').matchAll(COMMENTED)].map(([, comment = '', kind = '']) => [
      kind,
      commentText(comment),
    ]),
  )
}
