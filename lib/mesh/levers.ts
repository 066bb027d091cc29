import type { Endpoint } from './mesh-document'

/**
 * One setting of a fault filter that reads values at run time. `destinations` are the names whose requests pass it, `counters` where its injections are counted.
 * abort, delay: null where it has no such part, and then no value makes it inject. narrowedBy: what keeps it to some requests only, in words.
 * configured: per cent that its own configuration injects, 0..100, unless a value says otherwise; null where it has no such part.
 */
export type FaultLever = {
  place: string
  destinations: string[]
  counters: string[]
  abort: { percentKey: string; httpStatusKey: string; grpcStatusKey: string; answers: 'http' | 'grpc' } | null
  delay: { percentKey: string; durationKey: string } | null
  maxActiveKey: string
  narrowedBy: string | null
  bandwidth: { percentKey: string } | null
  configured: { abortPercent: number | null; delayPercent: number | null; bandwidthPercent: number | null }
}

/**
 * One route with its targets. key: the value that replaces the weight; null where nothing does. fraction: a route that takes a part of the requests alone, by one value.
 * Where the route behind it takes the rest the two are one lever, of two targets; else problem says why they are no split.
 */
export type WeightLever = {
  place: string
  targets: { destination: string; weight: number; key: string | null }[]
  fraction?: { key: string | null; problem: string | null } | undefined
}

/**
 * What a proxy that Outrider does not configure lets be changed at run time, found in its own configuration. destinations: those that some route leads to. problem: why nothing can be changed; null where
 * something may.
 */
export type Levers = {
  problem: string | null
  destinations: { name: string; hosts: Endpoint[] }[]
  faults: FaultLever[]
  weights: WeightLever[]
}

/** A value at run time: what the admin layer holds (empty: nothing), and what counts. */
export type RuntimeValue = { admin: string; final: string }
