import { AppError } from '@/lib/errors'
import { isSteerable } from '@/lib/mesh/proxy-state'
import {
  forgetStopped,
  type Pressed,
  readPressed,
  readStopped,
  removePressed,
  type StoppedValues,
  writeProxyList,
} from '@/lib/red-button-folder'
import type { Fleet, FleetMember } from './fleet'
import type { StoppedRecord } from './red-button'
import type { RuntimeContext } from './runtime-context'
import { stopKeysOf } from './stop-keys'
import type { TargetAnswer } from './targets'

type FileContext = Pick<RuntimeContext, 'now' | 'log'>
export type RedButtonFolder = { folder: string; press(pressed: Pressed): Promise<void> }

/** Keeps the list of proxies beside the database, and takes up a red button that was pressed there while this Outrider was away or out of reach. */
export class RedButtonFile {
  private written = ''
  private readonly ctx: FileContext
  private readonly folder: string
  private readonly press: RedButtonFolder['press']
  private readonly fleet: Fleet
  private readonly targetOf: (member: FleetMember) => TargetAnswer

  constructor(ctx: FileContext, { folder, press }: RedButtonFolder, fleet: Fleet, targetOf: (member: FleetMember) => TargetAnswer) {
    this.ctx = ctx
    this.folder = folder
    this.press = press
    this.fleet = fleet
    this.targetOf = targetOf
  }

  /** Writes the list when it has changed. A list that would be empty is not written: proxies that are not known yet must not be forgotten. */
  keepList(): void {
    const proxies = this.fleet.list().flatMap((member) => {
      const { identity } = member
      if (!isSteerable(identity)) return []
      const answer = this.targetOf(member)
      if (!answer.ok) return []
      const keys = stopKeysOf(identity)
      const stopKeys = keys ? { stopKeys: keys } : {}
      return [{ id: identity.id, service: identity.service, adminUrl: answer.target.url, ...stopKeys }]
    })
    proxies.sort((a, b) => (a.id < b.id ? -1 : 1))
    const text = JSON.stringify(proxies)
    if (proxies.length === 0 || text === this.written) return
    writeProxyList(this.folder, { at: new Date(this.ctx.now()).toISOString(), proxies })
    this.written = text
  }

  /** What that one has set to 0 and nobody has given back; nothing where it cannot be read, as a 0 too many stops too much and not too little. */
  readonly stopped: StoppedRecord = {
    of: (proxyId) => this.readStopped()[proxyId] ?? {},
    forget: (proxyId) => forgetStopped(this.folder, proxyId),
  }

  /** Stores what was pressed as if it had been pressed here: every fault ends, new ones are locked out until somebody releases them. */
  async takeUp(): Promise<void> {
    const pressed = this.read()
    if (!pressed) return
    await this.press(pressed)
    removePressed(this.folder)
    this.ctx.log.warn({ ...pressed }, 'the red button was pressed in the data folder')
  }

  private readStopped(): StoppedValues {
    try {
      return readStopped(this.folder)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.ctx.log.error({ error: error.message }, 'what the red button has set cannot be read: its zeros stay')
      return {}
    }
  }

  /** A file that says nothing was put there by somebody all the same, and to stop once too often is the safe side: it counts as pressed. */
  private read(): Pressed | null {
    try {
      return readPressed(this.folder)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.ctx.log.error({ error: error.message }, 'red-button.json cannot be read')
      return { at: new Date(this.ctx.now()).toISOString(), actor: 'data folder', reason: 'a red-button.json that cannot be read' }
    }
  }
}
