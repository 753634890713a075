/** Three significant digits, thousands with a comma. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 100) return Math.round(value).toLocaleString('en-US')
  return value
    .toPrecision(value >= 1 ? 3 : 2)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}

export function times(ratio: number): string {
  return Number.isFinite(ratio) ? `${figure(ratio)} ×` : '–'
}

export function bytes(count: number): string {
  if (count >= 1_000_000) return `${figure(count / 1_000_000)} MB`
  return `${figure(count / 1_000)} KB`
}

export function milliseconds(value: number): string {
  return `${figure(value)} ms`
}
