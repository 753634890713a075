/**
 * Builds `dist` from `src` and from the declarations that tsc has written: `npm run build`.
 */
import { rmSync } from 'node:fs'
import { bundle } from './build/bundle.ts'
import { writeDeclarations } from './build/declarations.ts'
import { DIST } from './build/entries.ts'

rmSync(DIST, { recursive: true, force: true })
await bundle()
writeDeclarations()
