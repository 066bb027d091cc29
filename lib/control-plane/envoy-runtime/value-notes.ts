/** What a key should hold. owner: `fault:<id>` or `weights:<service>`. */
export type WantedValue = { value: string; owner: string }
/** values: what the key may hold by our doing; more than one while a write is under way. */
export type NotedValue = { values: string[]; owner: string }
export type Noted = ReadonlyMap<string, NotedValue>
/** Why not all that an owner wants is in force. about: what was wanted; the same words about something else are another trouble. isForeign: a value of somebody else stands there. */
export type Trouble = { owner: string; words: string; about: string; isForeign?: true }
