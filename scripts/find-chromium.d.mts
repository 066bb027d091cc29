export function findChromium(): string | null
export function provideChromium(): Promise<{ path: string } | { path: null; reason: string }>
