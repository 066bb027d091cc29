import { contracts } from '@/lib/api/contracts/registry'
import { answer, errorResponse, type Handler } from './answer'
import { pathParams } from './path-params'

/** For every method that a route does not serve: the one shape, with those it does. The closed set of codes has none for it (405), so it is `invalid`. */
export const notAllowed: Handler = answer('/api', false, async (request, { requestId }) => {
  const { pathname } = new URL(request.url)
  const served = contracts.filter(({ path }) => isAt(path, pathname)).map(({ method }) => method)
  const fix = served.length > 0 ? served.join(' or ') : 'GET'
  return errorResponse('invalid', `${request.method} is not served at ${pathname}: use ${fix}`, requestId, { served })
})

/** Is this address one of the template? A last parameter takes all that is left, as in `pathParams`. */
function isAt(template: string, pathname: string): boolean {
  const params = pathParams(template, pathname)
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
  const wanted = pathname.split('/').map(decodeURIComponent).join('/').replace(/\/+$/, '')
  return filled.replace('//', '/') === wanted
}
