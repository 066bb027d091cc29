import { Skeleton } from '@/components/ui/skeleton'

/** The place of a canary's page: head, ladder, charts, evidence. */
export function CanarySkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <div className="border-line border-b px-6 pt-4 pb-3 max-sm:px-4">
        <Skeleton className="h-8 w-72 max-w-full" />
        <Skeleton className="mt-1 h-4 w-96 max-w-full" />
      </div>
      <div className="border-line border-b px-6 py-4 max-sm:px-4">
        <Skeleton className="h-[148px] w-full" />
      </div>
      <div className="grid grid-cols-1 lg:grid-cols-[minmax(0,1fr)_432px]">
        <div className="flex flex-col gap-4 px-6 py-4 max-sm:px-4">
          {['errors', 'slower', 'requests'].map((chart) => (
            <Skeleton key={chart} className="h-[136px] w-full" />
          ))}
        </div>
        <div className="border-line bg-panel px-5 py-4 lg:border-l">
          <Skeleton className="h-[320px] w-full" />
        </div>
      </div>
    </div>
  )
}
