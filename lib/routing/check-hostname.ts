import type { PolicyProblem } from './policy-problem'

/** A host name as it stands in a request: ASCII letters, digits, dots and dashes, perhaps with a port. Anything else is refused with what to write instead. */
export function checkHostname(path: string, hostname: string | undefined): PolicyProblem[] {
  if (hostname === undefined) return []
  if (/[^\x20-\x7e]/.test(hostname))
    return [
      {
        path,
        message: `${hostname} has characters that no host name in a request can have`,
        fix: 'write it in its ASCII form (Punycode), e.g. xn--bcher-kva.example for bücher.example',
      },
    ]
  const isName = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?(?::\d{1,5})?$/.test(hostname)
  if (isName && hostname.split('.').some((part) => part === '' || part.length > 63))
    return [
      {
        path,
        message: `${hostname} has an empty part, or one longer than 63 characters`,
        fix: 'write it as a DNS name, e.g. reviews.shop',
      },
    ]
  if (isName) return []
  return [{ path, message: `${JSON.stringify(hostname)} is not a host name`, fix: 'write one like reviews.shop, perhaps with a port' }]
}
