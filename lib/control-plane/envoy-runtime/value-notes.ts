/** What a key should hold. owner: `fault:<id>` or `weights:<service>`. */
export type WantedValue = { value: string; owner: string }
/** values: what the key may hold by our doing; more than one while a write is under way. */
export type NotedValue = { values: string[]; owner: string }
export type Noted = ReadonlyMap<string, NotedValue>
