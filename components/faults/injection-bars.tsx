import type { FaultWire } from '@/lib/api/faults'
import { InjectionBar } from './injection-bar'

/** One bar per part of the fault, both on one scale. */
export function InjectionBars({ fault }: { fault: FaultWire }) {
  const { planned, injected } = fault
  const highest = Math.max(
    injected.abortsPerSecond,
    injected.delaysPerSecond,
    injected.limitsPerSecond ?? 0,
    planned?.abortsPerSecond ?? 0,
    planned?.delaysPerSecond ?? 0,
    planned?.limitsPerSecond ?? 0,
  )
  const scalePerSecond = highest === 0 ? 1 : highest * 1.7
  const isOver = fault.state === 'ended'
  return (
    <div className="mt-3 flex flex-col gap-4">
      {fault.abort && (
        <InjectionBar
          title="Abort"
          detail={`with ${fault.abort.grpcStatus === undefined ? (fault.abort.httpStatus ?? 503) : `gRPC status ${fault.abort.grpcStatus}`}, ${fault.abort.percent} %`}
          plannedPerSecond={planned?.abortsPerSecond ?? null}
          injectedPerSecond={injected.abortsPerSecond}
          scalePerSecond={scalePerSecond}
          isOver={isOver}
        />
      )}
      {fault.delay && (
        <InjectionBar
          title="Delay"
          detail={`of ${fault.delay.fixedDelayMs} ms, ${fault.delay.percent} %`}
          plannedPerSecond={planned?.delaysPerSecond ?? null}
          injectedPerSecond={injected.delaysPerSecond}
          scalePerSecond={scalePerSecond}
          isOver={isOver}
        />
      )}
      {fault.bandwidth && (
        <InjectionBar
          title="Bandwidth"
          detail={`${fault.bandwidth.kibPerSecond} KiB/s, ${fault.bandwidth.percent} %`}
          plannedPerSecond={planned?.limitsPerSecond ?? null}
          injectedPerSecond={injected.limitsPerSecond ?? null}
          scalePerSecond={scalePerSecond}
          isOver={isOver}
        />
      )}
    </div>
  )
}
