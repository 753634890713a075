import { writeFileSync } from 'node:fs'
import { countCosts } from '../counting/count-costs.ts'

writeFileSync(
  new URL('../budgets.json', import.meta.url),
  `${JSON.stringify(await countCosts(), undefined, 2)}\n`,
)
