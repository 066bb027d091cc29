import { readiness } from '@/lib/operations/health/ready'
import { answer, errorResponse } from './answer'
import { metricsRegistry } from './metrics'
import { openApiDocument } from './openapi'
import { policyJsonSchema } from './policy-json-schema'
import { setStateGauges } from './state-gauges'
import { version } from './version'

const noStore = { 'cache-control': 'no-store' }

export const healthz = answer('/healthz', true, async () => Response.json({ status: 'ok', version }, { headers: noStore }))

export const readyz = answer('/readyz', true, async (_request, { web, requestId }) => {
  const { isReady, problems } = await readiness(web)
  if (isReady) return Response.json({ status: 'ready', problems }, { headers: noStore })
  return errorResponse('unavailable', `not ready: ${problems.join('; ')}`, requestId, { problems })
})

export const metricsPage = answer('/metrics', false, async (_request, { web }) => {
  await setStateGauges(web)
  const registry = metricsRegistry()
  return new Response(await registry.metrics(), { headers: { ...noStore, 'content-type': registry.contentType } })
})

export const openApi = answer('/api/v1/openapi.json', false, async () => Response.json(openApiDocument(version), { headers: noStore }))

/** The JSON Schema of a policy document, for editors: `# yaml-language-server: $schema=…/api/v1/policy.schema.json`. */
export const policySchemaPage = answer('/api/v1/policy.schema.json', false, async () =>
  Response.json(policyJsonSchema(), { headers: { ...noStore, 'content-type': 'application/schema+json' } }),
)

/** For every address under /api that no route serves: the one shape, not a page. */
export const notServed = answer('/api', false, async (request, { requestId }) =>
  errorResponse(
    'not_found',
    `nothing is served at ${request.method} ${new URL(request.url).pathname}; /api/v1/openapi.json lists what is`,
    requestId,
  ),
)
