import { loginRequestSchema, sessionResponseSchema } from '@/lib/api/session'
import { defineContract } from './contract'

export type SessionState = { loggedIn: boolean; needsToken: boolean }

export const getSessionContract = defineContract({
  method: 'GET',
  path: '/api/v1/session',
  summary: 'Whether this caller is logged in, and whether it has to be',
  isOpen: true,
  response: sessionResponseSchema,
  toInput: () => undefined,
  toWire: (state: SessionState) => state,
})

export const loginContract = defineContract({
  method: 'POST',
  path: '/api/v1/session',
  summary: 'Makes a session cookie from the token',
  isOpen: true,
  body: loginRequestSchema,
  response: sessionResponseSchema,
  errors: ['unauthorised'],
  toInput: ({ body }): { token: string } => body,
  toWire: (state: SessionState) => state,
})

export const logoutContract = defineContract({
  method: 'DELETE',
  path: '/api/v1/session',
  summary: 'Takes the session cookie back',
  isOpen: true,
  response: sessionResponseSchema,
  toInput: () => undefined,
  toWire: (state: SessionState) => state,
})
