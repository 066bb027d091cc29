import type { MergeConflict } from './merge-policy'

type Names = { base: string; mine: string; theirs: string }

/** `rule default: timeout (it left: 3s, now: 1s, undone: 9s)`; names: what the three sides are called. */
export function describeConflict({ path, base, mine, theirs }: MergeConflict, names: Names): string {
  const sides = [`${names.base}: ${plain(base)}`, `${names.theirs}: ${plain(theirs)}`, `${names.mine}: ${plain(mine)}`]
  return `${path} (${sides.join(', ')})`
}

const longest = 200

/** JSON as a person reads it; cut where it is long, and then it says so. */
function plain(json: string | null): string {
  if (json === null) return 'none'
  const backends = /^\[(\{"version":"[^"]*","weight":\d+\},?)+\]$/.test(json)
  const text = backends
    ? [...json.matchAll(/"version":"([^"]*)","weight":(\d+)/g)].map(([, version, weight]) => `${version} ${weight} %`).join(' and ')
    : json
        .replace(/"([A-Za-z0-9]+)":/g, '$1: ')
        .replace(/^"(.*)"$/, '$1')
        .replaceAll(',', ', ')
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
