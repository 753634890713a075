/*
 * What one turn sends to Kusto, by the shape of its graph. Written by tools/measure-turns.ts, which
 * counts at a local Kusto; test/unit/capacity/measured-turns.test.ts checks the counts.
 */
import type { TurnProfile } from './turn-profile.ts'

export type TurnShape = 'agent' | 'agent-exit' | 'chat' | 'approval' | 'fan-out'

export const MEASURED_TURNS: Readonly<Record<TurnShape, TurnProfile>> = {
  agent: {
    text: 'a model, two tools in parallel, the model again: three supersteps',
    queries: 1,
    tables: {
      Checkpoints: { writes: 5, rows: 5, fixedBytes: 11_421 },
      CheckpointBlobs: { writes: 5, rows: 9, fixedBytes: 5_741 },
      CheckpointWrites: { writes: 5, rows: 10, fixedBytes: 6_241 },
    },
    jsonBytesPerStateByte: 0.0498,
  },
  'agent-exit': {
    text: "the same with durability: 'exit': stored once, at the end",
    queries: 1,
    tables: {
      Checkpoints: { writes: 1, rows: 1, fixedBytes: 2_131 },
      CheckpointBlobs: { writes: 1, rows: 1, fixedBytes: 1_599 },
      CheckpointWrites: { writes: 0, rows: 0, fixedBytes: 0 },
    },
    jsonBytesPerStateByte: 0.0288,
  },
  chat: {
    text: 'one node that answers: one superstep',
    queries: 1,
    tables: {
      Checkpoints: { writes: 3, rows: 3, fixedBytes: 5_626 },
      CheckpointBlobs: { writes: 3, rows: 4, fixedBytes: 3_008 },
      CheckpointWrites: { writes: 2, rows: 3, fixedBytes: 1_961 },
    },
    jsonBytesPerStateByte: 0.0234,
  },
  approval: {
    text: 'a node that waits for a human, and the resume after the answer',
    queries: 2,
    tables: {
      Checkpoints: { writes: 4, rows: 4, fixedBytes: 9_525 },
      CheckpointBlobs: { writes: 4, rows: 6, fixedBytes: 3_773 },
      CheckpointWrites: { writes: 5, rows: 8, fixedBytes: 4_562 },
    },
    jsonBytesPerStateByte: 0.0277,
  },
  'fan-out': {
    text: '20 parallel tasks by Send, then one that joins them: two supersteps',
    queries: 1,
    tables: {
      Checkpoints: { writes: 4, rows: 4, fixedBytes: 8_141 },
      CheckpointBlobs: { writes: 4, rows: 7, fixedBytes: 13_100 },
      CheckpointWrites: { writes: 22, rows: 62, fixedBytes: 36_520 },
    },
    jsonBytesPerStateByte: 0.0313,
  },
}
