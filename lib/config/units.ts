import { isIP } from 'node:net'
import { z } from 'zod'

const durationUnits: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, y: 365 * 86_400_000 }
const sizeUnits: Record<string, number> = { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }

/** `5s`, `250ms`, `15d`, `1y` → ms, within the given bounds. */
export const durationMs = (minMs: number, maxMs: number) =>
  z.unknown().transform((value, ctx): number => {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|y)$/.exec(String(value))
    const ms = match ? Number(match[1]) * (durationUnits[match[2] ?? ''] ?? 0) : Number.NaN
    if (ms >= minMs && ms <= maxMs) return ms
    const hint = match ? `from ${inWords(minMs)} to ${inWords(maxMs)}` : 'a number with ms, s, m, h, d or y, e.g. 5s'
    ctx.addIssue({ code: 'custom', message: `"${String(value)}" is not a duration that fits here: ${hint}` })
    return z.NEVER
  })

/** `16MB`, `20GB`, or plain bytes → bytes; units are powers of 1000. */
export const sizeBytes = (minBytes: number) =>
  z.unknown().transform((value, ctx): number => {
    const match = /^(\d+(?:\.\d+)?)(B|kB|KB|MB|GB|TB)?$/.exec(String(value))
    const bytes = match ? Number(match[1]) * (sizeUnits[match[2] ?? 'B'] ?? 0) : Number.NaN
    if (bytes >= minBytes) return Math.round(bytes)
    ctx.addIssue({
      code: 'custom',
      message: `"${String(value)}" is not a size of at least ${minBytes} bytes: a number with B, kB, MB, GB or TB, e.g. 16MB`,
    })
    return z.NEVER
  })

/** host without brackets; address as written, `host:port` or `[v6]:port`. Port 0 takes a free one. */
export type Listen = { host: string; port: number; address: string }

export const listenAddress = z.unknown().transform((value, ctx): Listen => {
  const text = String(value)
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (host && port <= 65_535) return { host, port, address: text }
  ctx.addIssue({ code: 'custom', message: `"${text}" is not an address: host:port, e.g. 127.0.0.1:3000 or [::1]:3000` })
  return z.NEVER
})

export const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

function inWords(ms: number): string {
  const unit = Object.entries(durationUnits)
    .reverse()
    .find(([, size]) => ms >= size && ms % size === 0)
  return unit ? `${ms / unit[1]}${unit[0]}` : `${ms}ms`
}
