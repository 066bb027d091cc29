/** `path` points into the policy, e.g. `rules[1].backends[0].weight`; message and fix are for a person. */
export type PolicyProblem = { path: string; message: string; fix: string }
