/**
 * Text of a module that loads `specifier` and prints which packages that loaded, ES modules by a
 * resolve hook and CommonJS by the module cache, which files are this package's own, and which
 * globals appeared.
 */
export function loadedModulesScript(
  specifier: string,
  form: 'import' | 'require' = 'import',
): string {
  const hook = `
    let port
    export function initialize(data) { port = data.port }
    export async function resolve(specifier, context, next) {
      const found = await next(specifier, context)
      port.postMessage(found.url)
      return found
    }`
  return `
    import Module, { createRequire, register } from 'node:module'
    import { setImmediate } from 'node:timers/promises'
    import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'

    const { port1, port2 } = new MessageChannel()
    register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)}, {
      data: { port: port2 }, transferList: [port2],
    })
    const before = new Set(Object.getOwnPropertyNames(globalThis))
    ${form === 'import' ? 'await import' : 'createRequire(import.meta.url)'}(${JSON.stringify(specifier)})
    await setImmediate()
    const urls = Object.keys(Module._cache)
    for (let message; (message = receiveMessageOnPort(port1)) !== undefined; ) urls.push(message.message)
    const names = urls.flatMap((url) => /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1] ?? [])
    const own = urls.filter((url) => url.includes('/node_modules/langgraph-checkpoint-kusto/'))
    const builtins = urls.filter((url) => url.startsWith('node:'))
    const globals = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name))
    console.log(JSON.stringify({ packages: [...new Set(names)], own: [...new Set(own)], builtins, globals }))
    port1.close()`
}
