'use client'
import { Button } from '@/components/ui/button'
import { useCompare } from './use-compare'

/** From the past to a window of the same length that ends now, with what changed since. */
export function CompareWithNow() {
  const { showWithNow } = useCompare()
  return <Button onClick={showWithNow}>Compare with now</Button>
}
