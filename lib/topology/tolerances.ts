/** From which share of errors, and from how many of them, a node or edge counts as degraded or failing. Ratios 0..1. */
export type Tolerances = { failingErrorRatio: number; failingErrors: number; degradedErrorRatio: number; degradedErrors: number }

export const defaultTolerances: Tolerances = { failingErrorRatio: 0.05, failingErrors: 5, degradedErrorRatio: 0.01, degradedErrors: 3 }
