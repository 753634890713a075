import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { arrowFaults, arrowsOf } from './arrows.ts'
import { circlesIn } from './circles.ts'
import { documentedNames } from './documented.ts'
import { longLines, longProse } from './long-lines.ts'
import { readModules } from './read-modules.ts'
import { withLayersTable } from './layers-table.ts'
import { type Distribution, fileSizes, functionSizes } from './sizes.ts'

export interface StructureReport {
  /** The numbers, for people. */
  readonly lines: readonly string[]
  /** Violations; empty if there are none. */
  readonly faults: readonly string[]
}

const CODE = ['src', 'test', 'tools', 'load', 'dashboards', 'examples']
const PROSE = ['README.md', 'ARCHITECTURE.md', 'docs']

/** The project's structure, measured by its own rules. */
export function structureReport(root: string): StructureReport {
  const source = readModules(root, 'src')
  const code = CODE.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readModules(root, folder),
  )
  const arrows = arrowsOf(source)
  const fileCircles = circlesIn(new Map(source.map(({ path, imports }) => [path, imports])))
  const layerEdges = new Map<string, string[]>()
  for (const { from, to } of arrows) layerEdges.set(from, [...(layerEdges.get(from) ?? []), to])
  const layerCircles = circlesIn(layerEdges)
  const documented = documentedNames(source)
  const long = [
    ...longLines(code),
    ...longProse(
      root,
      PROSE.filter((one) => existsSync(join(root, one))),
    ),
  ]
  const wrappable = long.filter(({ kind }) => kind !== 'code')
  return {
    lines: [
      `files of src       ${sizesText(fileSizes(source))}`,
      `functions of src   ${sizesText(functionSizes(source))}`,
      `circles            ${fileCircles.length} of files, ${layerCircles.length} of layers`,
      `arrows             ${arrows.length} between layers, ${arrowFaults(source).length} faults`,
      ...documented.map(
        ({ entry, names, members, undocumented }) =>
          `documented ${entry.padEnd(12)}${names + members - undocumented.length} of ${names + members}: ${names} names, ${members} members`,
      ),
      `lines over 100     ${long.length}: ${countsOf(long.map(({ kind }) => kind))}`,
    ],
    faults: [
      ...[...fileCircles, ...layerCircles].map((circle) => `circle: ${circle.join(', ')}`),
      ...arrowFaults(source),
      ...documented.flatMap(({ entry, undocumented }) =>
        undocumented.map((name) => `${name} of ${entry} has no doc comment`),
      ),
      ...wrappable.map(({ at, kind }) => `${at} is longer than 100 columns (${kind})`),
      ...pictureFaults(root),
    ],
  }
}

function pictureFaults(root: string): string[] {
  const path = join(root, 'ARCHITECTURE.md')
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  const wanted = withLayersTable(text)
  if (wanted === undefined)
    return ['ARCHITECTURE.md lacks `<!-- layers -->` … `<!-- end of layers -->`']
  return wanted === text
    ? []
    : ['ARCHITECTURE.md has another table of layers: npm run structure -- --write']
}

function sizesText({ count, median, p90, max, largest }: Distribution): string {
  return `${count}; lines: median ${median}, p90 ${p90}, max ${max} (${largest})`
}

function countsOf(kinds: readonly string[]): string {
  const names = [...new Set(kinds)].toSorted()
  return names.map((name) => `${kinds.filter((kind) => kind === name).length} ${name}`).join(', ')
}
