import { useSaver } from './use-saver.mjs'

// no await at the top: the bundles as CommonJS have none
useSaver(process.env.KUSTO_URL, process.argv[2]).then(
  (outcome) => console.log(JSON.stringify(outcome)),
  (error) => {
    console.error(error)
    process.exitCode = 1
  },
)
