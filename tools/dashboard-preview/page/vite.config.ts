import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 20_000,
    // 'use client' at the top of a dependency means nothing here
    rolldownOptions: { onwarn: () => undefined },
  },
  define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}' },
  logLevel: 'warn',
})
