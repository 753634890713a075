import { WORST_DIMENSIONS } from '../../src/local/emulation/presets/worst-dimensions.ts'

/** What the preset `worst` turns on, and which public page allows it. */
export function worstKustoTable(): string {
  const rows = WORST_DIMENSIONS.map(({ name, what, source }) => `| ${name} | ${what} | ${source} |`)
  return ['| dimension | what happens | why it may |', '| --- | --- | --- |', ...rows].join('\n')
}
