import { z } from 'zod'

/** Logging in: the token makes a session cookie that a page's script cannot read. */
export const loginRequestSchema = z.strictObject({ token: z.string().min(1, 'give the token').max(1000) })
export const sessionResponseSchema = z.object({ loggedIn: z.boolean(), needsToken: z.boolean() })
