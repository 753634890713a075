/** The incarnation of a row in KQL. A row from before the column has its revision instead. */
export const INCARNATION = 'coalesce(incarnation, revision)'
