import type { Module } from './read-modules.ts'
import { mayUse, type Room, ROOMS } from './rooms.ts'

export interface Arrow {
  readonly from: string
  readonly to: string
  /** One import for each, `a.ts -> b.ts`. */
  readonly imports: readonly string[]
}

/** The innermost room that holds a file of `src`. */
function roomOf(path: string): Room | undefined {
  const inside = path.replace(/^src\//, '')
  if (!inside.includes('/')) return ROOMS.find(({ files }) => files?.includes(inside))
  return ROOMS.filter(({ name, files }) => files === undefined && inside.startsWith(`${name}/`))
    .toSorted((a, b) => b.name.length - a.name.length)
    .at(0)
}

/** Arrows between rooms, from the imports. */
export function arrowsOf(modules: readonly Module[]): Arrow[] {
  const arrows = new Map<string, { from: string; to: string; imports: string[] }>()
  for (const { path, imports } of modules) {
    for (const target of imports) {
      const from = roomOf(path)?.name ?? path
      const to = roomOf(target)?.name ?? target
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
  for (const [index, room] of ROOMS.entries()) {
    for (const { name } of ROOMS.slice(0, index).filter((above) => mayUse(room, above.name))) {
      faults.push(`rooms.ts lets ${room.name} use ${name}, which is above it`)
    }
  }
  for (const { path } of modules) {
    if (roomOf(path) === undefined) faults.push(`${path} is in no room of tools/structure/rooms.ts`)
  }
  for (const { from, to, imports } of arrowsOf(modules)) {
    const room = ROOMS.find(({ name }) => name === from)
    if (room === undefined || mayUse(room, to)) continue
    faults.push(`${from} may not use ${to}: ${imports.join(', ')}`)
  }
  return faults
}
