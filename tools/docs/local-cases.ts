import * as scalarCases from '../../test/unit/local/kql/functions/scalar-cases.ts'
import { ENGINE_ANSWERS } from '../../test/unit/local/kql/functions/engine-answers.ts'
import { SHIFTS, TEXT_PARTS } from '../../test/unit/local/kql/functions/text-parts-cases.ts'
import { loadTopics } from '../../test/unit/local/kql/load-cases.ts'

interface Count {
  readonly source: string
  readonly isRefused: boolean
}

const topics = await loadTopics()

/** Every case of the tests with a public source: a page of Microsoft's, or answers measured. */
function cases(): readonly Count[] {
  const scalars = [...Object.values(scalarCases), ENGINE_ANSWERS, TEXT_PARTS, SHIFTS].flat()
  return [
    ...topics.flatMap((topic) =>
      topic.cases.map(({ source, refusal }) => ({ source, isRefused: refusal !== undefined })),
    ),
    ...scalars.map(([, , source]) => ({ source, isRefused: false })),
  ]
}

const KINDS: readonly (readonly [string, (source: string) => boolean])[] = [
  ["Microsoft's documentation", (source) => !isMeasured(source)],
  ["answers of Microsoft's emulator, published by others", isMeasured],
]

function isMeasured(source: string): boolean {
  return source.includes('github.com/')
}

/** How many examples are answered as their source says, and how many are refused by name. */
export function localCasesTable(): string {
  const all = cases()
  const rows = KINDS.map(([kind, isOf]) => {
    const own = all.filter(({ source }) => isOf(source))
    const refused = own.filter(({ isRefused }) => isRefused).length
    return `| ${kind} | ${own.length - refused} | ${refused} | 0 |`
  })
  return [
    '| source | answered as it says | refused by name | wrong |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}
