import type { Operator } from '../relation/translation.ts'
import { as } from './as.ts'
import { count } from './count.ts'
import { distinct } from './distinct.ts'
import { evaluate } from './evaluate.ts'
import { extend } from './extend.ts'
import { getSchema } from './getschema.ts'
import { invoke } from './invoke.ts'
import { join } from './join.ts'
import { lookup } from './lookup.ts'
import { makeSeries } from './make-series.ts'
import { mvApply } from './mv-apply.ts'
import { mvExpand } from './mv-expand.ts'
import { parse, parseWhere } from './parse.ts'
import { parseKv } from './parse-kv.ts'
import { partition } from './partition-by.ts'
import { project, projectByName } from './project.ts'
import { sampleDistinct } from './sample-distinct.ts'
import { sample } from './sample.ts'
import { scan } from './scan.ts'
import { search } from './search.ts'
import { serialize } from './serialize.ts'
import { sort } from './sort.ts'
import { summarize } from './summarize.ts'
import { take } from './take.ts'
import { topHitters } from './top-hitters.ts'
import { topNested } from './top-nested.ts'
import { top } from './top.ts'
import { union } from './union.ts'
import { where } from './where.ts'

/** By class of the operator's node; other classes are rejected. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['AsOperator', as],
  ['CountOperator', count],
  ['DistinctOperator', distinct],
  ['EvaluateOperator', evaluate],
  ['ExtendOperator', extend],
  ['FilterOperator', where],
  ['GetSchemaOperator', getSchema],
  ['InvokeOperator', invoke],
  ['JoinOperator', join],
  ['LookupOperator', lookup],
  ['MakeSeriesOperator', makeSeries],
  ['MvApplyOperator', mvApply],
  ['MvExpandOperator', mvExpand],
  ['ParseOperator', parse],
  ['ParseKvOperator', parseKv],
  ['ParseWhereOperator', parseWhere],
  ['PartitionOperator', partition],
  ['ProjectOperator', project],
  ['ProjectAwayOperator', projectByName],
  ['ProjectKeepOperator', projectByName],
  ['ProjectRenameOperator', projectByName],
  ['ProjectReorderOperator', projectByName],
  // a hint for clients; does not change the rows
  ['RenderOperator', (_node, input) => input],
  ['SampleDistinctOperator', sampleDistinct],
  ['SampleOperator', sample],
  ['ScanOperator', scan],
  ['SearchOperator', search],
  ['SerializeOperator', serialize],
  ['SortOperator', sort],
  ['SummarizeOperator', summarize],
  ['TakeOperator', take],
  ['TopHittersOperator', topHitters],
  ['TopNestedOperator', topNested],
  ['TopOperator', top],
  ['UnionOperator', union],
])
