import { policyRemarks } from '../policy-remarks'
import type { Warn } from './warning-input'

/** What is hardly meant: a rule that no request reaches, a timeout of 0. Only what the edit brings is named. */
export const warnRemarks: Warn = ({ before, after }) => {
  const known = new Set(policyRemarks(before).map((remark) => remark.message))
  return policyRemarks(after)
    .filter((remark) => !known.has(remark.message))
    .map(({ rule, message, fix }) => ({
      rule,
      message: message.charAt(0).toUpperCase() + message.slice(1),
      fix: fix.charAt(0).toUpperCase() + fix.slice(1),
    }))
}
