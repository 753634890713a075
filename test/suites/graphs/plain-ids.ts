const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b/g
const TIME = /\b\d{4}-\d\d-\d\dT[\d:.]+Z/g

/**
 * Replaces what differs from run to run: each id by its number in order of first appearance, each
 * time by one word. Ids that were equal stay equal, and different ones different.
 */
export function withPlainIds(value: unknown): unknown {
  const names = new Map<string, string>()
  const nameOf = (id: string): string => {
    const known = names.get(id)
    if (known !== undefined) return known
    const name = `id-${names.size + 1}`
    names.set(id, name)
    return name
  }
  return JSON.parse(JSON.stringify(value).replaceAll(ID, nameOf).replaceAll(TIME, 'time'))
}
