const MAX_COLUMNS = 100

/**
 * Wraps text at 100 columns; `first` begins the first line, and the others are indented by its
 * length.
 */
export function filled(text: string, first = ''): string {
  const lines: string[] = []
  let line = first
  for (const word of text.split(' ')) {
    if (line.trim() !== first.trim() && line.length + 1 + word.length > MAX_COLUMNS) {
      lines.push(line)
      line = ' '.repeat(first.length) + word
    } else {
      line += line === first ? word : ` ${word}`
    }
  }
  return [...lines, line].join('\n')
}
