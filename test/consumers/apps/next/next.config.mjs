export default {
  output: 'standalone',
  distDir: process.env.DIST_DIR,
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
}
