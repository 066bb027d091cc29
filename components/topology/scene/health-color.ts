import type { SceneColors } from './scene-colors'
import type { SceneHealth } from './scene-model'

export function healthColor(health: SceneHealth, colors: SceneColors): string {
  if (health === 'healthy') return colors['ok-quiet']
  if (health === 'degraded') return colors['warn-mark']
  if (health === 'failing') return colors['bad-mark']
  return colors.idle
}
