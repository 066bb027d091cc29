import type { AskedRequest } from '@/lib/mesh/explanation'
import type { PathRewrite, Redirect, RuleMatch } from '@/lib/mesh/policy'
import { withoutQuery } from './judge-match'

/**
 * The path with its query after a rewrite; null where the path is not known. A prefix is the one the rule matched, `/` without one; its slash at the end and
 * that of the replacement are neither doubled nor lost: `/api` → `/` makes `/x` of `/api/x`. Source: Gateway API, HTTPPathModifier.
 */
export function rewritePath(rewrite: PathRewrite | undefined, match: RuleMatch | undefined, path: string | undefined): string | null {
  if (path === undefined) return null
  if (!rewrite) return path
  const bare = withoutQuery(path)
  const query = path.slice(bare.length)
  const { replaceFullPath, replacePrefixMatch } = rewrite
  if (replaceFullPath !== undefined) return replaceFullPath + query
  const prefix = (match?.path?.prefix ?? '/').replace(/\/+$/, '')
  if (replacePrefixMatch === undefined || !bare.startsWith(prefix)) return path
  const rest = bare.slice(prefix.length)
  return replacePrefixMatch + (replacePrefixMatch.endsWith('/') ? rest.replace(/^\/+/, '') : rest) + query
}

/** Where a redirect sends to, as its Location header; null where the request's host or path is not known. The scheme stays that of the request: http in the mesh. */
export function redirectLocation(redirect: Redirect, match: RuleMatch | undefined, request: AskedRequest): string | null {
  const host = redirect.hostname ?? request.host?.replace(/:\d+$/, '')
  const path = rewritePath(redirect.path, match, request.path)
  if (host === undefined || path === null) return null
  const scheme = redirect.scheme ?? 'http'
  const ownPort = redirect.hostname === undefined && redirect.scheme === undefined ? /:(\d+)$/.exec(request.host ?? '')?.[1] : undefined
  const port = redirect.port ?? (ownPort === undefined ? undefined : Number(ownPort))
  return `${scheme}://${host}${port === undefined ? '' : `:${port}`}${path}`
}
