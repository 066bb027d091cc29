import { loginContract } from '@/lib/api/contracts/session'
import { AppError } from '@/lib/errors'
import { singleton } from '@/lib/singleton'
import { isAuthorised } from './access'
import { answer } from './answer'
import { LoginTries } from './login-tries'
import { readInput } from './read-input'
import { createSession, isTokenValid, sessionSeconds, toSetCookie } from './session'
import type { WebContext } from './web-context'

const path = '/api/v1/session'
const noStore = { 'cache-control': 'no-store' }
const isHttps = (request: Request): boolean => request.headers.get('x-forwarded-proto') === 'https' || request.url.startsWith('https:')

export const getSession = answer(path, true, async (request, { web }) => Response.json(stateOf(request, web), { headers: noStore }))

export const login = answer(path, true, async (request, { web }) => {
  const { token } = (await readInput(loginContract, request, web)).input
  const wanted = web.access.token
  if (wanted === null) return Response.json({ loggedIn: true, needsToken: false }, { headers: noStore })
  const tries = singleton('login-tries', () => new LoginTries())
  const waitSeconds = tries.waitSeconds(web.now())
  if (waitSeconds > 0) throw new AppError('forbidden', `too many wrong tries: wait ${waitSeconds} s`, { waitSeconds })
  if (!isTokenValid(token, wanted)) {
    tries.addWrong(web.now())
    throw new AppError('unauthorised', 'this is not the token: it is the value of OUTRIDER_TOKEN')
  }
  const cookie = toSetCookie(createSession(wanted, web.now()), sessionSeconds, isHttps(request))
  return Response.json({ loggedIn: true, needsToken: true }, { headers: { ...noStore, 'set-cookie': cookie } })
})

export const logout = answer(path, true, async (request, { web }) =>
  Response.json(
    { loggedIn: web.access.token === null, needsToken: web.access.token !== null },
    { headers: { ...noStore, 'set-cookie': toSetCookie('', 0, isHttps(request)) } },
  ),
)

const stateOf = (request: Request, web: WebContext) => ({
  loggedIn: isAuthorised(request.headers, web.access.token, web.now()),
  needsToken: web.access.token !== null,
})
