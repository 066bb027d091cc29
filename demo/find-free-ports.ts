import { createServer } from 'node:net'

// Below the range from which Linux takes the ports of outgoing connections, so that a port that is closed for a while is not taken by one of those.
const lowest = 20_000
const highest = 32_000

/**
 * A free loopback port per name. A port of `previous` is kept while it is free, so that a data folder that is used again meets its proxies where they were.
 * `random` is 0..1.
 */
export async function findFreePorts(
  names: readonly string[],
  previous: Record<string, number>,
  random: () => number,
): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  const taken = new Set<number>()
  let next = lowest + Math.floor(random() * (highest - lowest))
  for (const name of names) {
    const former = previous[name]
    let port = former !== undefined && !taken.has(former) && (await isFree(former)) ? former : 0
    for (let tries = 0; port === 0 && tries < highest - lowest; tries++) {
      next = next >= highest ? lowest : next + 1
      if (!taken.has(next) && (await isFree(next))) port = next
    }
    if (port === 0) throw new Error(`no free port between ${lowest} and ${highest}`)
    taken.add(port)
    found[name] = port
  }
  return found
}

/** Whether a port of 127.0.0.1 can be listened on at this moment. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
