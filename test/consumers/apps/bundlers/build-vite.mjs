import { build } from 'vite'

await build({
  logLevel: 'error',
  build: {
    ssr: 'main.mjs',
    outDir: 'vite',
    rolldownOptions: { output: { entryFileNames: 'app.mjs' } },
  },
  ssr: { noExternal: true },
})
