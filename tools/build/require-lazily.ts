import { RolldownMagicString, type Plugin } from 'rolldown'

/**
 * Turns `import("package")` of the CommonJS form into `require`, still on demand. jest runs
 * CommonJS without `import()` (jestjs.io/docs/ecmascript-modules). Packages that are ES modules
 * only keep their `import()`: before 22.12, Node 22 cannot `require` them
 * (nodejs.org/api/modules.html#loading-ecmascript-modules-using-require).
 */
export const requireLazily: Plugin = {
  name: 'require-lazily',
  renderChunk(code) {
    const changed = new RolldownMagicString(code)
    for (const { 0: text, 1: name, index } of code.matchAll(IMPORT))
      changed.overwrite(
        index,
        index + text.length,
        `Promise.resolve().then(() => require(${name}))`,
      )
    return { code: changed.toString(), map: changed.generateMap({ hires: 'boundary' }).toString() }
  },
}

const IMPORT = /\bimport\(("(?!azure-kusto-)[^".][^"]*")\)/g
