export type NamedIds = { names: readonly string[]; ids: readonly number[] }

/**
 * The ids of a list of rules after an edit, so that a card stays itself: a rule keeps the id of its name, a renamed one that of its place, a new one gets a new id.
 * Names may repeat while they are being written.
 */
export function alignIds(former: NamedIds, names: readonly string[]): NamedIds {
  const free = new Set(former.ids)
  const take = (id: number | undefined): number | undefined => (id !== undefined && free.delete(id) ? id : undefined)
  const byName = names.map((name) => take(former.ids.find((id, index) => former.names[index] === name && free.has(id))))
  let next = Math.max(0, ...former.ids) + 1
  const isRenaming = names.length === former.names.length
  return { names, ids: byName.map((id, index) => id ?? (isRenaming ? take(former.ids[index]) : undefined) ?? next++) }
}
