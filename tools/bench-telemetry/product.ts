import type * as MainModule from '../../src/index.ts'
import type * as LocalModule from '../../src/local/index.ts'
import type * as ConnectModule from '../../src/kusto/connect.ts'
import type * as EndpointModule from '../../src/kusto/kusto-endpoint.ts'
import type * as PageModule from '../../src/telemetry/metrics-page.ts'

/**
 * The package as it is published, from `dist`. Run from its sources under tsx it would be slower than any user sees it: esbuild's
 * `keepNames` (esbuild.github.io/api/#keep-names) then defines the name of every function anew each time one is made.
 */
const DIST = new URL('../../dist/', import.meta.url)

const at = (path: string): string => new URL(path, DIST).href

export const main: typeof MainModule = await import(at('index.js'))
export const local: typeof LocalModule = await import(at('local/index.js'))
export const connect: typeof ConnectModule = await import(at('kusto/connect.js'))
export const endpoint: typeof EndpointModule = await import(at('kusto/kusto-endpoint.js'))
export const metricsPage: typeof PageModule = await import(at('telemetry/metrics-page.js'))
