import commonjs from '@rollup/plugin-commonjs'
import json from '@rollup/plugin-json'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rollup } from 'rollup'

const bundle = await rollup({
  input: 'main.mjs',
  plugins: [nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs(), json()],
  // warnings about other packages; anything this package lacks fails when it runs
  onwarn: () => undefined,
})
await bundle.write({ dir: 'rollup', format: 'es', entryFileNames: 'app.mjs' })
