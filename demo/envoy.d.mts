export type EnvoyFound = { path: string; version: string; origin: 'OUTRIDER_ENVOY' | 'PATH' | 'wheel' } | { path: null; reason: string }
export function findEnvoy(env?: Record<string, string | undefined>, cache?: string): EnvoyFound
export function provideEnvoy(env?: Record<string, string | undefined>, cache?: string): EnvoyFound
