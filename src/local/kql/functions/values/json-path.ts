import { bagOf, membersOf, type JsonText } from '../../../values/json-text.ts'
import { element } from './element-access.ts'
import { NotDoneHere } from './refusal.ts'

const STEP = /\.([^.[\]]+)|\[(-?\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/y

/** The steps of `$.a.b[0]['c']` (jsonpath.md); undefined if it is no path. */
function stepsOf(path: string): readonly (string | number)[] | undefined {
  if (!path.startsWith('$')) return undefined
  const steps: (string | number)[] = []
  for (let at = 1; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at
    const [whole, name, index, single, double] = STEP.exec(path) ?? []
    if (whole === undefined) return undefined
    steps.push(index === undefined ? (name ?? single ?? double ?? '') : Number(index))
  }
  return steps
}

/** What lies at a path; undefined if it does not exist. */
export function atPath(json: JsonText, path: string): JsonText | undefined {
  let found: JsonText | undefined = stepsOf(path) === undefined ? undefined : json
  for (const step of stepsOf(path) ?? []) {
    if (found === undefined) return undefined
    found = element(found, step)
  }
  return found
}

/** A key, or the keys of a path that begins with `$.`. */
export function keysOf(key: string, name: string): readonly string[] {
  if (!key.startsWith('$.')) return [key]
  const steps = stepsOf(key)
  const keys = steps?.filter((step) => typeof step === 'string')
  if (keys === undefined || keys.length !== steps?.length)
    throw new NotDoneHere(`${name}() by a JSON path with an index`)
  return keys
}

/** A bag with a value under nested keys; bags that are missing on the way are added. */
export function withKey(bag: JsonText, keys: readonly string[], value: JsonText): JsonText {
  const [key, ...rest] = keys
  const members = membersOf(bag)
  if (key === undefined || members === undefined)
    throw new NotDoneHere('bag_set_key() below a value that is no bag')
  const held = members.get(key) ?? '{}'
  return bagOf(members.set(key, rest.length === 0 ? value : withKey(held, rest, value)))
}

export function withoutKey(bag: JsonText, [key, ...rest]: readonly string[]): JsonText {
  const members = membersOf(bag)
  const held = members?.get(key ?? '')
  if (members === undefined || key === undefined || held === undefined) return bag
  if (rest.length === 0) members.delete(key)
  else members.set(key, withoutKey(held, rest))
  return bagOf(members)
}
