/**
 * The order of names after two edits of one list: who kept the order of the names all three have follows who did not; a name that only one side added comes right
 * behind the name it followed there; a name that one side removed stays only where the other added it. null where both sides reordered, each in its own way.
 */
export function mergeOrder(base: readonly string[], mine: readonly string[], theirs: readonly string[]): string[] | null {
  const shared = base.filter((name) => mine.includes(name) && theirs.includes(name))
  const orderOf = (names: readonly string[]): string => JSON.stringify(names.filter((name) => shared.includes(name)))
  const [was, own, other] = [orderOf(base), orderOf(mine), orderOf(theirs)]
  if (own !== other && own !== was && other !== was) return null
  const [lead, follow] = own === was ? [theirs, mine] : [mine, theirs]
  const order = [...lead]
  follow.forEach((name, index) => {
    if (order.includes(name)) return
    const former = follow.slice(0, index).findLast((before) => order.includes(before))
    order.splice(former === undefined ? 0 : order.indexOf(former) + 1, 0, name)
  })
  return order
}
