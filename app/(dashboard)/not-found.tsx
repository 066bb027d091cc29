import Link from 'next/link'
import { asRoute } from '@/components/frame/as-route'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

export default function NotFound() {
  return (
    <EmptyState
      title="There is no such page"
      action={
        <Button asChild size="large">
          <Link href={asRoute('/')}>Go to the topology</Link>
        </Button>
      }
    >
      The address leads nowhere; what it named may be gone.
    </EmptyState>
  )
}
