import type { SqlFunction } from '../../sqlite/sql-function.ts'
import { NotDoneHere, semanticError } from './values/refusal.ts'

/** Functions that stop a query at a row whose answer would be wrong. */
export const ROW_CHECKS: readonly SqlFunction[] = [
  {
    name: 'kql_unsure_column',
    run: (isMatch) => {
      if (isMatch !== 1n) return false
      throw new NotDoneHere(
        'a search for a term that only a column of neither type string nor dynamic contains: name the column',
      )
    },
  },
  {
    name: 'kql_narrow_value',
    run: (value = null) => {
      if (value === null) throw new NotDoneHere('narrow() of a null: no page shows its text')
      return value
    },
  },
  {
    name: 'kql_partition_number',
    // partition-operator.md: more than 64 values are an error for the legacy strategy
    run: (number = null, max = null) => {
      if (number !== null && max !== null && number > max)
        throw semanticError(
          `partition: more than ${Number(max)} values of the key. Use hint.strategy=native or shuffle.`,
        )
      return number
    },
  },
]
