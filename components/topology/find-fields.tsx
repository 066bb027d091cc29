'use client'
import { EyeOff, Search } from 'lucide-react'
import { Input } from '@/components/ui/input'
import { KeyHint } from '@/components/ui/key-hint'
import type { TopologyResponse } from '@/lib/api/topology'
import { formatPlural } from '@/lib/mesh/format'
import type { TopologyParams } from './use-topology-params'

type Props = { params: TopologyParams; found: number; hidden: TopologyResponse['hidden']; problems: { find: boolean; hide: boolean } }

const presets = [
  'health != healthy',
  'errors > 1%',
  'p95 > 250ms',
  'rps > 10',
  'has fault',
  'kind = gateway',
  'protocol = grpc',
  'insync < 100%',
]
const throttle = { throttleMs: 300 }

/** Two fields, one language: what is marked, and what is left out. Both are in the address. */
export function FindFields({ params, found, hidden, problems }: Props) {
  return (
    <>
      <Input
        data-find=""
        aria-label="Find"
        invalid={problems.find}
        aria-describedby={problems.find ? 'find-problem' : undefined}
        list="find-presets"
        placeholder="Find: health != healthy"
        size="medium"
        icon={<Search size={14} aria-hidden />}
        value={params.find}
        onChange={(event) => params.set({ find: event.target.value || null }, throttle)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        end={
          params.find ? (
            <span className="whitespace-nowrap text-12 text-faint">{formatPlural(found, 'match', 'matches')}</span>
          ) : (
            <KeyHint>/</KeyHint>
          )
        }
        boxClassName="w-52 shrink-0 has-[input:focus]:w-80"
      />
      <Input
        aria-label="Hide"
        invalid={problems.hide}
        aria-describedby={problems.hide ? 'hide-problem' : undefined}
        list="find-presets"
        placeholder="Hide: idle"
        size="medium"
        icon={<EyeOff size={14} aria-hidden />}
        value={params.hide}
        onChange={(event) => params.set({ hide: event.target.value || null }, throttle)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        end={
          hidden && (
            <button
              type="button"
              title={`${formatPlural(hidden.nodes, 'node')} and ${formatPlural(hidden.edges, 'edge')} hidden; show them again`}
              // The field stays as wide as it is: a button that moves away under the pointer is not hit.
              onPointerDown={(event) => event.preventDefault()}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => params.set({ hide: null })}
              className="whitespace-nowrap text-12 text-muted hover:underline"
            >
              {hidden.nodes + hidden.edges} hidden
            </button>
          )
        }
        boxClassName="w-40 shrink-0 has-[input:focus]:w-72"
      />
      <datalist id="find-presets">
        {presets.map((preset) => (
          <option key={preset} value={preset} />
        ))}
      </datalist>
    </>
  )
}

type ProblemProps = { id: string; field: string; problem: { message: string; at: number } | null }

/** What a field cannot read, and where. */
export function FindProblem({ id, field, problem }: ProblemProps) {
  if (!problem) return null
  return (
    <p id={id} role="alert" className="px-4 pb-1.5 text-12 text-bad">
      {field}: {problem.message} (at character {problem.at + 1})
    </p>
  )
}
