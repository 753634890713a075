import type { Module } from './read-modules.ts'
import { walk } from './walk.ts'

const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
])

export interface Distribution {
  readonly count: number
  readonly median: number
  readonly p90: number
  readonly max: number
  /** Place of the largest. */
  readonly largest: string
}

/** Lines of files. */
export function fileSizes(modules: readonly Module[]): Distribution {
  return distribution(modules.map(({ path, text }) => ({ at: path, lines: linesOf(text) })))
}

/** Lines of functions and methods, without those that fit on one line. */
export function functionSizes(modules: readonly Module[]): Distribution {
  const found: Sized[] = []
  for (const { path, text, program } of modules) {
    walk(program, (node) => {
      if (!FUNCTIONS.has(node.type)) return
      const lines = linesOf(text.slice(node.start, node.end))
      const line = linesOf(text.slice(0, node.start))
      if (lines > 1) found.push({ at: `${path}:${line}`, lines })
    })
  }
  return distribution(found)
}

interface Sized {
  readonly at: string
  readonly lines: number
}

function distribution(sized: readonly Sized[]): Distribution {
  const sorted = sized.toSorted((a, b) => a.lines - b.lines)
  const share = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]?.lines ?? 0
  const last = sorted.at(-1)
  return {
    count: sorted.length,
    median: share(0.5),
    p90: share(0.9),
    max: last?.lines ?? 0,
    largest: last?.at ?? '',
  }
}

const linesOf = (text: string): number => text.trimEnd().split('\n').length
