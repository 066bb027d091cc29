import type { Route } from 'next'

// Paths built from names are not in the generated route types; every segment comes from `toPath` or is a page of ours.
export const asRoute = (path: string): Route => path as Route
