import type { DirectResponse, PathRewrite, Redirect, Rule } from '@/lib/mesh/policy'

/** What a rule without backends does with its requests, after `requests …`; undefined for every other rule. */
export function describeAnswer({ redirect, directResponse }: Rule): string | undefined {
  if (redirect) return `are redirected (${redirect.statusCode ?? 302}) to ${describeRedirect(redirect)}`
  return directResponse && `are answered by the proxy itself with ${describeResponse(directResponse)}`
}

function describeRedirect({ scheme, hostname, port, path }: Redirect): string {
  const parts = [
    scheme === undefined ? '' : scheme,
    hostname === undefined ? '' : `host ${hostname}`,
    port === undefined ? '' : `port ${port}`,
    path ? describePathRewrite(path) : '',
  ].filter((part) => part !== '')
  return parts.join(', ')
}

function describeResponse({ statusCode, body }: DirectResponse): string {
  if (!body) return `${statusCode} and no body`
  return `${statusCode} and the body ${JSON.stringify(body.length > 60 ? `${body.slice(0, 60)}…` : body)}`
}

/** `path /status`, `/legacy in place of the prefix`. */
export const describePathRewrite = ({ replaceFullPath, replacePrefixMatch }: PathRewrite): string =>
  replaceFullPath === undefined ? `${replacePrefixMatch ?? ''} in place of the prefix` : `path ${replaceFullPath}`
