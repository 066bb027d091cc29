const slots = Symbol.for('outrider.singletons')

/** One value per process and name. Next gives each bundle its own copy of a module, so only `globalThis` is shared. */
export function singleton<T>(name: string, create: () => T): T {
  const map = singletons()
  if (!map.has(name)) map.set(name, create())
  // The name stands for one type: whoever reads it created it, or agreed on it with the one who did.
  return map.get(name) as T
}

/** Empties a slot, so that the next `singleton` of that name creates anew. */
export function dropSingleton(name: string): void {
  singletons().delete(name)
}

function singletons(): Map<string, unknown> {
  // globalThis has no type for our symbol; nobody else knows the symbol, so what stands there is ours.
  const holder = globalThis as typeof globalThis & { [slots]?: Map<string, unknown> }
  holder[slots] ??= new Map()
  return holder[slots]
}
