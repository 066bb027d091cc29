import { displayName } from '@/lib/mesh/display-name'

const groupIds = /^(?:namespace|team|version)=/

/** An end of an edge for people: a node's id, or a group's name. */
export const endName = (id: string, limit?: number): string => displayName(id.replace(groupIds, ''), limit)
