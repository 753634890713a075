const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
]

/** Formats a duration: `850 ms`, `12 s`, `3 h`. */
export function ageText(ms: number): string {
  const rounded = Math.max(0, Math.round(ms))
  const [name, unitMs] = UNITS.find(([, least]) => rounded >= least) ?? ['ms', 1]
  return `${Math.floor(rounded / unitMs)} ${name}`
}
