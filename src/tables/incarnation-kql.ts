/**
 * Which life of its thread a row belongs to, in KQL. A row of before the column has its revision
 * for it.
 */
export const INCARNATION = 'coalesce(incarnation, revision)'
