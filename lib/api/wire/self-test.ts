import type { z } from 'zod'
import type { selfTestSchema } from '@/lib/api/self-tests'
import { anyHarmLn } from '@/lib/canary/evidence'
import { presets } from '@/lib/canary/presets'
import { type SelfTest, selfTestSentence } from '@/lib/canary/self-test'
import { toIso } from './time'

export function toSelfTestWire(test: SelfTest): z.input<typeof selfTestSchema> {
  const { alpha } = presets.normal
  return {
    ...test,
    startedAt: toIso(test.startedAt),
    stopped: test.stopped && { ...test.stopped, at: toIso(test.stopped.at) },
    lastAlarm: test.lastAlarm && { ...test.lastAlarm, at: toIso(test.lastAlarm.at) },
    run: test.run && { since: toIso(test.run.since), harmLn: anyHarmLn(test.run.evidence, test.run.baseline), alarmLn: -Math.log(alpha) },
    sentence: selfTestSentence(test, alpha),
  }
}
