const MAX_COLUMNS = 100

/**
 * Lines of prose above 100 columns; tables, code, pictures and single words have none to break at.
 */
export function longLines(document: string): string[] {
  const prose = document.replaceAll(/^ *```[^]*?^ *```$/gm, '').replaceAll(/<!--[^]*?-->/g, '')
  return prose
    .split('\n')
    .filter((line) => line.length > MAX_COLUMNS)
    .filter((line) => !/^\s*(?:\||!\[|\S+$)/.test(line))
}
