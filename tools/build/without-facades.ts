import type { OutputChunk, Plugin } from 'rolldown'

/**
 * Lets `import("./facade.js")` load the chunk behind the facade. Rolldown writes a file of one
 * `export { … } from` line for each module that is loaded on demand and shares a chunk with others.
 */
export const withoutFacades: Plugin = {
  name: 'without-facades',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
    const facades = new Map<string, Facade>()
    for (const chunk of chunks) {
      const facade = readFacade(chunk)
      if (facade === undefined) continue
      facades.set(chunk.fileName.replace(/^.*\//, ''), facade)
      delete bundle[chunk.fileName]
    }
    for (const chunk of chunks) {
      chunk.code = chunk.code.replaceAll(
        DYNAMIC_IMPORT,
        (text: string, folder: string, name: string) => {
          const facade = facades.get(name)
          if (facade === undefined) return text
          return `import("${folder}${facade.behind}").then((n) => ({ ${facade.members} }))`
        },
      )
    }
  },
}

interface Facade {
  readonly behind: string
  /** The facade's exports as members of an object, from the namespace `n`. */
  readonly members: string
}

const FACADE = /^export \{ ([^}]+) \} from "\.\/([^"]+)";\s*$/
const DYNAMIC_IMPORT = /\bimport\("(\.\/(?:chunks\/)?)([^"/]+)"\)/g

function readFacade(chunk: OutputChunk): Facade | undefined {
  const [, names, behind] = FACADE.exec(chunk.code) ?? []
  if (chunk.isEntry || names === undefined || behind === undefined) return undefined
  const members = names.split(', ').map((name) => {
    const [inner, outer = inner] = name.split(' as ')
    return `${outer}: n.${inner}`
  })
  return { behind, members: members.join(', ') }
}
