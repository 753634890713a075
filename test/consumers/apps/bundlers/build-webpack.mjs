import { join } from 'node:path'
import webpack from 'webpack'

const stats = await new Promise((resolve, reject) => {
  const config = {
    mode: 'production',
    target: 'node20',
    entry: './main.mjs',
    output: { path: join(import.meta.dirname, 'webpack'), filename: 'app.cjs' },
  }
  webpack(config, (error, result) => (error ? reject(error) : resolve(result)))
})
if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }))
