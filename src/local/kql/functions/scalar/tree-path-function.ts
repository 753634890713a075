import { arrayOf, elementsOf, membersOf, quote, type JsonText } from '../../../values/json-text.ts'
import { NotDoneHere } from '../values/refusal.ts'
import { scalar, type KqlFunction } from './javascript-function.ts'

/** treepath-function.md: all elements of an array have the path of the first. */
export const TREE_PATH: KqlFunction = scalar('treepath', ['dynamic'], 'dynamic', (json) => {
  if (membersOf(json) === undefined) throw new NotDoneHere('treepath() of anything but a bag')
  return arrayOf([...pathsBelow([json], '')].map(quote))
})

function pathsBelow(values: readonly JsonText[], path: string): Set<string> {
  const paths = new Set<string>()
  const elements = values.map((value) => elementsOf(value)).filter((found) => found !== undefined)
  if (elements.some((found) => found.length > 0)) add(paths, `${path}[0]`, elements.flat())
  const members = values.flatMap((value) => [...(membersOf(value) ?? [])])
  for (const key of new Set(members.map(([name]) => name))) {
    if (key.includes("'")) throw new NotDoneHere('treepath() of a key with a quote')
    const held = members.filter(([name]) => name === key).map(([, value]) => value)
    add(paths, `${path}['${key}']`, held)
  }
  return paths
}

function add(paths: Set<string>, path: string, values: readonly JsonText[]): void {
  paths.add(path)
  for (const below of pathsBelow(values, path)) paths.add(below)
}
