/** StatusCode of a query that failed during its answer: E_FAIL as a signed 32-bit number. */
export const PARTIAL_FAILURE_STATUS: number = -2147467259
