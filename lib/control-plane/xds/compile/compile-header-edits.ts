import type { HeaderEdits } from '@/lib/mesh/policy'
import type { Json } from '../compiled-resource'

type Side = 'request' | 'response'

/** The header fields of a route, for one direction; {} where nothing is edited. Envoy removes first, then sets and adds. */
export function compileHeaderEdits(side: Side, edits: HeaderEdits | undefined): { [field: string]: Json } {
  const added = [
    ...(edits?.set ?? []).map((header) => toOption(header, 'OVERWRITE_IF_EXISTS_OR_ADD')),
    ...(edits?.add ?? []).map((header) => toOption(header, 'APPEND_IF_EXISTS_OR_ADD')),
  ]
  const removed = edits?.remove ?? []
  return {
    ...(added.length > 0 && { [`${side}_headers_to_add`]: added }),
    ...(removed.length > 0 && { [`${side}_headers_to_remove`]: removed }),
  }
}

// A value is a format to Envoy: a per cent sign would begin a command.
const toOption = ({ name, value }: { name: string; value: string }, action: string): Json => ({
  header: { key: name, value: value.replaceAll('%', '%%') },
  append_action: action,
})
