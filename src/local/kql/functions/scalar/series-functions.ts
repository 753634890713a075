import type { KqlFunction } from './javascript-function.ts'
import { SERIES_ELEMENT_FUNCTIONS } from './series-element-functions.ts'
import { SERIES_FILL_FUNCTIONS } from './series-fill-functions.ts'
import { SERIES_FILTER_FUNCTIONS } from './series-filter-functions.ts'
import { SERIES_WHOLE_FUNCTIONS } from './series-whole-functions.ts'

export const SERIES_FUNCTIONS: readonly KqlFunction[] = [
  ...SERIES_ELEMENT_FUNCTIONS,
  ...SERIES_FILL_FUNCTIONS,
  ...SERIES_FILTER_FUNCTIONS,
  ...SERIES_WHOLE_FUNCTIONS,
]
