import type { SqlAggregate } from '../../../sqlite/sql-function.ts'
import { Bag, DistinctList, First, List } from './collection-aggregates.ts'
import {
  Bits,
  DecimalAverage,
  DecimalExtreme,
  DecimalSum,
  IntegerAverage,
  Variance,
} from './number-aggregates.ts'
import { Covariance } from './covariance.ts'
import { BuildSchema } from './build-schema.ts'
import { Percentile, PercentileArray } from './percentile-aggregates.ts'
import { WeightedPercentile, WeightedPercentileArray } from './weighted-percentiles.ts'

/** The aggregates that SQLite lacks or computes differently. */
export const AGGREGATE_STATES: readonly SqlAggregate[] = [
  { name: 'kql_make_list', start: () => new List() },
  { name: 'kql_make_set', start: () => new DistinctList() },
  { name: 'kql_make_bag', start: () => new Bag() },
  { name: 'kql_take_any', start: () => new First() },
  { name: 'kql_percentile', start: () => new Percentile() },
  { name: 'kql_percentiles_array', start: () => new PercentileArray() },
  { name: 'kql_percentilew', start: () => new WeightedPercentile() },
  { name: 'kql_percentilesw_array', start: () => new WeightedPercentileArray() },
  { name: 'kql_buildschema', start: () => new BuildSchema() },
  { name: 'kql_average_ticks', start: () => new IntegerAverage() },
  { name: 'kql_variance', start: () => new Variance(1) },
  { name: 'kql_variance_population', start: () => new Variance(0) },
  { name: 'kql_covariance', start: () => new Covariance(1) },
  { name: 'kql_covariance_population', start: () => new Covariance(0) },
  { name: 'kql_decimal_sum', start: () => new DecimalSum() },
  { name: 'kql_decimal_average', start: () => new DecimalAverage() },
  { name: 'kql_decimal_min', start: () => new DecimalExtreme(-1) },
  { name: 'kql_decimal_max', start: () => new DecimalExtreme(1) },
  { name: 'kql_binary_all_and', start: () => new Bits((a, b) => a & b) },
  { name: 'kql_binary_all_or', start: () => new Bits((a, b) => a | b) },
  { name: 'kql_binary_all_xor', start: () => new Bits((a, b) => a ^ b) },
]
