import { stringify } from 'yaml'
import type { Contract } from '@/lib/api/contracts/contract'
import type { Ctx } from '@/lib/operations/ctx'
import { peerOf } from '@/lib/peer-address'
import { actorOf } from './access'
import { answer, type Handler } from './answer'
import { readInput, withLines } from './read-input'
import type { WebContext } from './web-context'

/**
 * Serves one call: checks in the contract's order (host 403, origin 403, token 401 → body 400 → If-Match 412 → schema 400; revision 409 and meaning 422 are the operation's),
 * calls the operation, maps its answer to the wire. It takes parameters from the address itself, so it runs under any server.
 */
export function route<Input, Output>(contract: Contract<Input, Output>, operation: (ctx: Ctx, input: Input) => Promise<Output>): Handler {
  return answer(contract.path, contract.isOpen, async (request, { web }) => {
    const { input, body } = await readInput(contract, request, web)
    const ctx: Ctx = { ...web, actor: actorOf(request.headers), address: peerOf(request.headers) }
    try {
      return toResponse(contract, await operation(ctx, input), request, web)
    } catch (error) {
      throw withLines(error, body)
    }
  })
}

function toResponse<Output>(contract: Contract<unknown, Output>, output: Output, request: Request, web: WebContext): Response {
  const wire = contract.toWire(output)
  if (web.checkAnswers) contract.response.parse(wire)
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (web.store.observed.runtime()?.simulated) headers.set('x-outrider-simulated', 'true')
  if (contract.etag) headers.set('etag', `"${contract.etag(output)}"`)
  const wantsYaml =
    contract.bodyTypes.includes('application/yaml') && /\b(application|text)\/(x-)?yaml\b/.test(request.headers.get('accept') ?? '')
  if (!wantsYaml) return Response.json(wire, { status: contract.status, headers })
  headers.set('content-type', 'application/yaml; charset=utf-8')
  return new Response(stringify(wire), { status: contract.status, headers })
}
