/** A column's name as a query writes it, whatever its characters. */
export function columnText(name: string): string {
  const escaped = name.replaceAll(/[\\']/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)
  return `['${escaped.replaceAll('\r', String.raw`\r`)}']`
}
