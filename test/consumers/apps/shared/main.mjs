import { useSaver } from './use-saver.mjs'

// no top-level await, which CommonJS bundles do not support
useSaver(process.env.KUSTO_URL, process.argv[2]).then(
  (outcome) => console.log(JSON.stringify(outcome)),
  (error) => {
    console.error(error)
    process.exitCode = 1
  },
)
