import { Counter } from 'k6/metrics'
import { SHAPES } from '../shapes.ts'

const puts = new Counter('saver_puts')
const putWrites = new Counter('saver_put_writes')
const getTuples = new Counter('saver_get_tuples')
const lists = new Counter('saver_lists')
const checkpoints = new Counter('rows_checkpoints')
const writes = new Counter('rows_writes')

/**
 * Records the expected effects of an answered request, which the runner compares with the counts of
 * host, saver and Kusto.
 */
export function enter(kind: keyof typeof SHAPES, times = 1): void {
  const shape = SHAPES[kind]
  puts.add(shape.puts * times)
  putWrites.add(shape.putWrites * times)
  getTuples.add(shape.getTuples * times)
  lists.add(shape.lists * times)
  checkpoints.add(shape.checkpoints * times)
  writes.add(shape.writes * times)
}
