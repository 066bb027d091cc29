import type { PathRewrite } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'
import { escapeRegex } from './compile-match'

/**
 * A path rewrite as Envoy's `regex_rewrite`, which leaves the query alone; undefined without one. `prefix` is that of the rule's own match, also where a
 * gateway narrows it. `/api` → `/` makes `/x` of `/api/x`, and `/` → `/v2` makes `/v2/x` of `/x`: slashes are neither doubled nor lost, as in Gateway API.
 */
export function compilePathRewrite(path: PathRewrite | undefined, prefix: string): Json | undefined {
  if (path?.replaceFullPath !== undefined) return toRewrite('^.*$', path.replaceFullPath)
  if (path?.replacePrefixMatch === undefined) return undefined
  const bare = escapeRegex(prefix.replace(/\/+$/, ''))
  return toRewrite(path.replacePrefixMatch.endsWith('/') ? `^${bare}/*` : `^${bare}`, path.replacePrefixMatch)
}

// In a substitution a backslash begins a reference to a group.
const toRewrite = (regex: string, replacement: string): Json => ({
  pattern: { regex },
  substitution: replacement.replaceAll('\\', '\\\\'),
})
