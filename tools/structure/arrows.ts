import type { Module } from './read-modules.ts'
import { mayUse, type Layer, LAYERS } from './layers.ts'

export interface Arrow {
  readonly from: string
  readonly to: string
  /** One import for each, `a.ts -> b.ts`. */
  readonly imports: readonly string[]
}

/** The innermost layer that holds a file of `src`. */
function layerOf(path: string): Layer | undefined {
  const inside = path.replace(/^src\//, '')
  if (!inside.includes('/')) return LAYERS.find(({ files }) => files?.includes(inside))
  return LAYERS.filter(({ name, files }) => files === undefined && inside.startsWith(`${name}/`))
    .toSorted((a, b) => b.name.length - a.name.length)
    .at(0)
}

/** Arrows between layers, from the imports. */
export function arrowsOf(modules: readonly Module[]): Arrow[] {
  const arrows = new Map<string, { from: string; to: string; imports: string[] }>()
  for (const { path, imports } of modules) {
    for (const target of imports) {
      const from = layerOf(path)?.name ?? path
      const to = layerOf(target)?.name ?? target
      if (from === to) continue
      const arrow = arrows.get(`${from} ${to}`) ?? { from, to, imports: [] }
      arrow.imports.push(`${path} -> ${target}`)
      arrows.set(`${from} ${to}`, arrow)
    }
  }
  return [...arrows.values()]
}

/** Problems of the picture, or of imports that violate it. */
export function arrowFaults(modules: readonly Module[]): string[] {
  const faults: string[] = []
  for (const [index, layer] of LAYERS.entries()) {
    for (const { name } of LAYERS.slice(0, index).filter((above) => mayUse(layer, above.name))) {
      faults.push(`layers.ts lets ${layer.name} use ${name}, which is above it`)
    }
  }
  for (const { path } of modules) {
    if (layerOf(path) === undefined)
      faults.push(`${path} is in no layer of tools/structure/layers.ts`)
  }
  for (const { from, to, imports } of arrowsOf(modules)) {
    const layer = LAYERS.find(({ name }) => name === from)
    if (layer === undefined || mayUse(layer, to)) continue
    faults.push(`${from} may not use ${to}: ${imports.join(', ')}`)
  }
  return faults
}
