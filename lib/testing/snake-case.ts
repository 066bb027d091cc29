/** Proto JSON with lowerCamelCase names as the same with proto names, which is how Envoy's admin pages print it. Keys of maps (with dots, dashes) stay. */
export function toSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSnakeCase)
  if (typeof value !== 'object' || value === null) return value
  const rename = (key: string): string =>
    /^[a-z][A-Za-z0-9]*$/.test(key) ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : key
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), toSnakeCase(inner)]))
}
