/**
 * Measures the requests of turns and rewrites src/capacity/measured-turns.ts. A test fails if that
 * differs from the code.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TurnProfile } from '../src/capacity/turn-profile.ts'
import { profileTurn } from './capacity/profile-turn.ts'
import { TURN_GRAPHS } from './capacity/turn-graphs.ts'

const FILE = join(import.meta.dirname, '../src/capacity/measured-turns.ts')

const profiles: (readonly [shape: string, profile: TurnProfile])[] = []
for (const [shape, turn] of Object.entries(TURN_GRAPHS)) {
  profiles.push([shape, await profileTurn(turn)])
}
writeFileSync(
  FILE,
  `/*
 * What one turn sends to Kusto, by the shape of its graph. Written by tools/measure-turns.ts, which
 * counts at a local Kusto; test/unit/capacity/measured-turns.test.ts counts again.
 */
import type { TurnProfile } from './turn-profile.ts'

export type TurnShape = ${profiles.map(([shape]) => `'${shape}'`).join(' | ')}

export const MEASURED_TURNS: Readonly<Record<TurnShape, TurnProfile>> = {
${profiles.map(entry).join('\n')}
}
`,
)
console.log('src/capacity/measured-turns.ts is up to date')

function entry([shape, profile]: (typeof profiles)[number]): string {
  const tables = Object.entries(profile.tables).map(
    ([name, { writes, rows, fixedBytes }]) =>
      `      ${name}: { writes: ${writes}, rows: ${rows}, fixedBytes: ${grouped(fixedBytes)} },`,
  )
  return `  ${shape.includes('-') ? `'${shape}'` : shape}: {
    text: ${profile.text.includes("'") ? JSON.stringify(profile.text) : `'${profile.text}'`},
    queries: ${profile.queries},
    tables: {
${tables.join('\n')}
    },
    jsonBytesPerStateByte: ${profile.jsonBytesPerStateByte},
  },`
}

function grouped(bytes: number): string {
  return bytes.toLocaleString('en-US').replaceAll(',', '_')
}
