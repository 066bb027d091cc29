import { AppError } from '@/lib/errors'

/**
 * Reads `{…}` of a contract's path out of an address. The last one takes all segments that are left, as names of proxies and unknown ends may hold slashes;
 * a `{ns}` that is missing before a last `{name}` is empty.
 */
export function pathParams(template: string, pathname: string): Record<string, string> {
  const wanted = template.split('/').slice(1)
  const given = pathname.replace(/\/+$/, '').split('/').slice(1).map(decode)
  if (given.length === wanted.length - 1 && wanted.at(-2) === '{ns}') given.splice(wanted.length - 2, 0, '')
  const params: Record<string, string> = {}
  wanted.forEach((part, index) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name) params[name] = index === wanted.length - 1 ? given.slice(index).join('/') : (given[index] ?? '')
  })
  return params
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new AppError('invalid', 'the address holds a broken % escape')
  }
}
