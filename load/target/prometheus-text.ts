/** Samples of one metric on a page for Prometheus, whatever their labels. */
function samplesOf(page: string, name: string): number[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .map((line) => Number(valueText(line)))
}

/** `name{labels} value [time]`; labels of ours hold no brace. */
function valueText(line: string): string | undefined {
  return line
    .slice(line.indexOf('}') + 1)
    .trim()
    .split(' ')
    .find((part) => Number.isFinite(Number(part)))
}

export function sumOfSamples(page: string, name: string): number {
  return samplesOf(page, name).reduce((sum, value) => sum + value, 0)
}

export function largestSample(page: string, name: string): number {
  return Math.max(0, ...samplesOf(page, name))
}
