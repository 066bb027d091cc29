'use client'
import { useQuery } from '@tanstack/react-query'
import { PageHead } from '@/components/frame/page-head'
import { QueryError } from '@/components/frame/query-error'
import { Missing } from '@/components/page/missing'
import { Name } from '@/components/page/name'
import { QueryPart } from '@/components/page/query-part'
import { serviceRoute } from '@/components/page/routes'
import { RowSkeleton } from '@/components/page/row-skeleton'
import { meshQuery } from '@/lib/api/mesh-queries'
import { policyQuery } from '@/lib/api/policies-queries'
import { displayName } from '@/lib/mesh/display-name'
import { PolicyEditor } from './policy-editor'

/** The whole policy of one service to edit: rules and settings as forms and as YAML, planned while one writes, applied with a reason. */
export function PolicyEditorView({ service }: { service: string }) {
  const policy = useQuery({ ...policyQuery(service), refetchOnMount: 'always' })
  const mesh = useQuery(meshQuery())
  const skeleton = (
    <>
      <PageHead title={<Title service={service} />} />
      <RowSkeleton />
    </>
  )
  return (
    <div className="xl:h-full xl:[&>div]:h-full">
      <QueryPart
        query={policy}
        what={`The policy of ${displayName(service)}`}
        missing={
          <Missing title="There is no policy to edit" href={serviceRoute(service)} words="Its service page">
            <Name text={service} className="font-mono text-12" /> is not in the mesh document, so Outrider does not steer it.
          </Missing>
        }
        skeleton={skeleton}
      >
        {(present) => {
          if (mesh.data && policy.isFetchedAfterMount)
            return <PolicyEditor key={service} service={service} present={present} mesh={mesh.data} />
          if (!mesh.error) return skeleton
          return (
            <QueryError
              error={mesh.error}
              title="The mesh document could not be read"
              unchanged="Nothing was changed."
              onRetry={() => void mesh.refetch()}
            />
          )
        }}
      </QueryPart>
    </div>
  )
}

function Title({ service }: { service: string }) {
  return (
    <>
      Policy of <Name text={service} />
    </>
  )
}
