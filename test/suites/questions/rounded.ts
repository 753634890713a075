/** To one decimal, as the page's blocks round. */
export function rounded(number: number): number {
  return Math.round(number * 10) / 10
}
