const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']

/** Formats three digits and a unit, in powers of 1,000: `4.59 TB`. */
export function describeBytes(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.floor(Math.log10(bytes) / 3 + 1e-9)
  const unit = Math.min(power, BYTE_UNITS.length - 1)
  return `${describeNumber(bytes / 1_000 ** unit)} ${BYTE_UNITS[unit]}`
}

/** Whole numbers from 100, three digits below. */
export function describeNumber(value: number): string {
  const digits = value >= 100 ? Math.round(value) : Number(value.toPrecision(3))
  return digits.toLocaleString('en-US', { maximumFractionDigits: 6 })
}

export function describePercent(share: number): string {
  return `${describeNumber(share * 100)} %`
}
