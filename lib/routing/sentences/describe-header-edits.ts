import type { HeaderEdits } from '@/lib/mesh/policy'

/** `x-stage set to canary, x-via added as mesh, x-debug removed`; undefined where nothing is edited. */
export function describeHeaderEdits(edits: HeaderEdits | undefined): string | undefined {
  const parts = [
    ...(edits?.set ?? []).map(({ name, value }) => `${name} set to ${value}`),
    ...(edits?.add ?? []).map(({ name, value }) => `${name} added as ${value}`),
    ...(edits?.remove ?? []).map((name) => `${name} removed`),
  ]
  return parts.length === 0 ? undefined : parts.join(', ')
}
