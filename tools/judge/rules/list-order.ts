import type { SeenCheckpoint } from '../digest.ts'
import type { Finding } from './finding.ts'

/** A list contains each checkpoint once, and those of a namespace newest first. */
export function judgeOrder(seen: readonly SeenCheckpoint[]): Finding[] {
  const findings: Finding[] = []
  const last = new Map<string, string>()
  const known = new Set<string>()
  for (const { ns, id } of seen) {
    const key = JSON.stringify([ns, id])
    const before = last.get(ns)
    if (known.has(key)) findings.push({ kind: 'doubled', ns, id, detail: 'is in the list twice' })
    else if (before !== undefined && before < id) {
      const detail = `comes after ${before} in the list`
      findings.push({ kind: 'misordered', ns, id, detail })
    }
    known.add(key)
    last.set(ns, id)
  }
  return findings
}
