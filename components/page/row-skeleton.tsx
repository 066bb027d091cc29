import { Skeleton } from '@/components/ui/skeleton'

/** The place of a table that is being loaded. */
export function RowSkeleton({ rows = 10 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-2 px-6 py-4 max-sm:px-4">
      {Array.from({ length: rows }, (_, index) => `row-${index}`).map((key) => (
        <Skeleton key={key} className="h-6 w-full" />
      ))}
    </div>
  )
}
