import type { LoadCounts } from './load'

export function orderDemo(data: string, order: object): Promise<{ counts: LoadCounts | null }>
