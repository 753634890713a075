import type { SqlValue } from '../../../sqlite/database.ts'
import { compareText } from '../values/compare-text.ts'
import { convert } from '../values/conversions.ts'
import { atPath, keysOf, withKey, withoutKey } from '../values/json-path.ts'
import { alias, callSql, scalar, type KqlFunction } from './javascript-function.ts'
import { parseJson } from './conversion-functions.ts'
import {
  arrayOf,
  bagOf,
  elementsOf,
  membersOf,
  quote,
  type JsonText,
} from '../../../values/json-text.ts'
import { textOfDynamic } from '../values/scalar-of-dynamic.ts'

const BAG_PACK: KqlFunction = {
  name: 'bag_pack',
  sqlFunctions: [
    { name: 'kql_bag_pack', run: pack },
    { name: 'kql_without_empty', run: (bag = null) => withoutEmpty(String(bag)) },
  ],
  toSql: (args) =>
    callSql(
      'kql_bag_pack',
      args.map((arg, at) => convert(arg, at % 2 === 0 ? 'string' : 'dynamic')),
    ),
}

/** pack-all-function.md, `ignore_null_empty` */
function withoutEmpty(bag: JsonText): JsonText {
  const members = [...(membersOf(bag) ?? [])]
  return bagOf(members.filter(([, value]) => value !== 'null' && value !== '""'))
}

const EXTRACT_JSON = scalar('extract_json', ['string', 'string'], 'string', (path, json) => {
  const found = atPath(parseJson(json) ?? 'null', path)
  return found === undefined ? '' : textOfDynamic(found)
})

/** extract-json-function.md: a typeof() argument converts the result. */
const EXTRACT_AND_CONVERT: KqlFunction = {
  ...EXTRACT_JSON,
  toSql: (args, { resultType }) => {
    const found = EXTRACT_JSON.toSql(args.slice(0, 2), { resultType: 'string' })
    return convert({ sql: found, type: 'string' }, resultType)
  },
}

export const BAG_FUNCTIONS: readonly KqlFunction[] = [
  BAG_PACK,
  alias('pack', BAG_PACK),
  alias('pack_dictionary', BAG_PACK),
  scalar('bag_keys', ['dynamic'], 'dynamic', (bag) => {
    const members = membersOf(bag)
    return members === undefined ? null : arrayOf(Array.from(members.keys(), quote))
  }),
  {
    name: 'bag_merge',
    sqlFunctions: [{ name: 'kql_bag_merge', run: merge }],
    toSql: (args) =>
      callSql(
        'kql_bag_merge',
        args.map((arg) => convert(arg, 'dynamic')),
      ),
  },
  scalar('bag_has_key', ['dynamic', 'string'], 'bool', hasKey),
  scalar('bag_remove_keys', ['dynamic', 'dynamic'], 'dynamic', removeKeys),
  scalar('bag_set_key', ['dynamic', 'string', 'dynamic'], 'dynamic', setKey),
  scalar('bag_zip', ['dynamic', 'dynamic'], 'dynamic', zip),
  scalar('dynamic_to_json', ['dynamic'], 'string', sorted),
  EXTRACT_AND_CONVERT,
  alias('extractjson', EXTRACT_AND_CONVERT),
]

/** dynamic-to-json-function.md: equal values have equal texts, with keys in order. */
function sorted(json: JsonText): JsonText {
  const members = membersOf(json)
  if (members !== undefined) {
    return bagOf(
      Array.from(members, ([key, value]) => [key, sorted(value)] as const).toSorted(([a], [b]) =>
        compareText(a, b),
      ),
    )
  }
  const elements = elementsOf(json)
  return elements === undefined ? json : arrayOf(elements.map(sorted))
}

function pack(...parts: readonly SqlValue[]): JsonText {
  const members = new Map<string, JsonText>()
  for (let at = 0; at + 1 < parts.length; at += 2) {
    members.set(String(parts[at]), String(parts[at + 1] ?? 'null'))
  }
  return bagOf(members)
}

/** bag-merge-function.md: if several bags have a key, the leftmost value wins. */
function merge(...bags: readonly SqlValue[]): JsonText {
  const members = new Map<string, JsonText>()
  for (const bag of bags) {
    for (const [key, value] of membersOf(String(bag)) ?? []) {
      if (!members.has(key)) members.set(key, value)
    }
  }
  return bagOf(members)
}

/** bag-has-key-function.md: a key that starts with `$.` is a path. */
function hasKey(bag: JsonText, key: string): boolean | null {
  const members = membersOf(bag)
  if (members === undefined) return null
  return members.has(key) || (key.startsWith('$.') && atPath(bag, key) !== undefined)
}

/** bag-remove-keys-function.md */
function removeKeys(bag: JsonText, keys: JsonText): JsonText | null {
  if (membersOf(bag) === undefined) return null
  return (elementsOf(keys) ?? [])
    .map((key) => keysOf(textOfDynamic(key), 'bag_remove_keys'))
    .reduce(withoutKey, bag)
}

/** bag-set-key-function.md */
function setKey(bag: JsonText, key: string, value: JsonText): JsonText | null {
  return membersOf(bag) === undefined ? null : withKey(bag, keysOf(key, 'bag_set_key'), value)
}

/** bag-zip-function.md: keys without a value get null; keys that are not strings are ignored. */
function zip(keys: JsonText, values: JsonText): JsonText | null {
  const names = elementsOf(keys)
  const held = elementsOf(values)
  if (names === undefined || held === undefined) return null
  const pairs = names.map((name, at) => [name, held[at] ?? 'null'] as const)
  return bagOf(
    pairs
      .filter(([name]) => name.startsWith('"'))
      .map(([name, value]) => [textOfDynamic(name), value] as const),
  )
}
