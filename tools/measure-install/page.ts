import type { Size } from './size.ts'

/** What `import` of the entry loads. */
export interface Loaded {
  /** Names of packages. */
  readonly packages: readonly string[]
  /** Addresses of the package's own files. */
  readonly own: readonly string[]
}

export interface InstallFigures {
  readonly nodeVersion: string
  readonly packedFiles: number
  /** The package itself, unpacked. */
  readonly own: Size
  /** `node_modules` with LangGraph's checkpoint package and core only. */
  readonly before: Size
  /** The same with this package. */
  readonly after: Size
  readonly loaded: Loaded
  /** Processor time over LangGraph's checkpoint package, by round. */
  readonly importMs: readonly number[]
  /** The output of `npm ls axios`. */
  readonly axios: string
}

export function installPage(figures: InstallFigures): string {
  const { nodeVersion, packedFiles, own, before, after, loaded, importMs, axios } = figures
  const [least, median, most] = spread(importMs)
  return `# What an installation weighs

<!-- Written by \`npm run measure:install\` (tools/measure-install.ts); not by hand. -->

The packed tarball in an empty folder, with \`npm install --omit=dev\`, on Node
${nodeVersion.replace(/^v/, '')}. The import is measured as processor time of a new process that
imports \`.\`, less that of one that imports \`@langchain/langgraph-checkpoint\`; the two alternate,
${importMs.length} times each. Median (smallest to largest).

| what | figure |
| --- | --- |
| files in the tarball | ${packedFiles} |
| the package, unpacked | ${shown(own)} |
| \`@langchain/langgraph-checkpoint\` and \`@langchain/core\` alone | ${before.packages} packages, ${shown(before)} |
| the same with this package | ${after.packages} packages, ${shown(after)} |
| own files that \`import\` loads | ${loaded.own.length} |
| packages that it loads | ${loaded.packages.toSorted().join(', ')} |
| import over LangGraph's checkpoint package | ${median} (${least} to ${most}) ms; aim: at most 80 ms |

\`\`\`text
${axios.replaceAll(/^.*? \/.*$/gm, 'project')}
\`\`\`
`
}

function shown({ files, bytes }: Size): string {
  return `${files.toLocaleString('en')} files, ${(bytes / 1_000_000).toFixed(1)} MB`
}

function spread(values: readonly number[]): readonly (number | undefined)[] {
  const sorted = values.map((value) => Math.round(value)).toSorted((a, b) => a - b)
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
}
