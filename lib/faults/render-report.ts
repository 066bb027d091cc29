import type { Fault } from '@/lib/mesh/fault'
import type { FaultReport, HopCounts } from '@/lib/mesh/fault-report'
import { formatCount, formatMs, formatRatio, noData } from '@/lib/mesh/format'
import type { Millis } from '@/lib/mesh/names'
import { faultSentence } from './fault-sentence'

/** The report as Markdown, for a wiki or a ticket. Names of strangers are escaped, so that none can become a link or markup. */
export function renderReport(fault: Fault, report: FaultReport): string {
  const iso = (at: Millis | null): string => (at === null ? noData : new Date(at).toISOString())
  const stop = fault.stopping
  const lines = [
    `# Fault ${text(fault.id)}: ${text(faultSentence(fault))}`,
    '',
    `- **Who and why**: ${text(fault.actor)}, ${iso(fault.at)}: ${text(fault.reason)}`,
    `- **Hypothesis**: ${fault.hypothesis ? text(fault.hypothesis) : 'none was written down'}`,
    `- **Outcome**: ${fault.outcome ?? fault.state}${stop ? `, by ${text(stop.actor)}, ${iso(stop.at)}: ${text(stop.reason)}` : ''}`,
    `- **Stop conditions**: ${guardWords(fault)}`,
    '',
    '## What happened',
    '',
    ...report.sentences.map((sentence) => `- ${text(sentence)}`),
    ...(report.isComplete ? [] : ['- The time after it is not counted yet: this report is not final.']),
    '',
    '## Hop by hop',
    '',
    `Before ${iso(report.before.from)} to ${iso(report.before.to)}; during ${iso(report.during?.from ?? null)} to ${iso(report.during?.to ?? null)}; after ${iso(report.after?.from ?? null)} to ${iso(report.after?.to ?? null)}. Failures as the caller saw them, aborts included.`,
    '',
    '| calls | | requests | failed | p95 | retries | aborted | delayed |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...report.hops.flatMap(({ source, target, isFaulted, before, during, after }) => [
      row(`${text(source)} → ${text(target)}${isFaulted ? ' **(the fault)**' : ''}`, 'before', before),
      row('', 'during', during),
      row('', 'after', after),
    ]),
    '',
    '## Proof per proxy',
    '',
    '| proxy | stage | loaded | observed | |',
    '| --- | --- | --- | --- | --- |',
    ...fault.evidence.map(
      ({ proxyId, stage, at, reason }) =>
        `| ${text(proxyId)} | ${stage} | ${iso(at.loaded ?? null)} | ${iso(at.observed ?? null)} | ${text(reason ?? '')} |`,
    ),
    '',
  ]
  return lines.join('\n')
}

const row = (calls: string, period: string, counts: HopCounts | null): string =>
  counts === null
    ? `| ${calls} | ${period} | ${noData} | ${noData} | ${noData} | ${noData} | ${noData} | ${noData} |`
    : `| ${calls} | ${period} | ${formatCount(counts.requests)} | ${formatRatio(counts.errorRatio)} | ${formatMs(counts.p95Ms)} | ${formatCount(counts.retries)} | ${formatCount(counts.aborts)} | ${formatCount(counts.delays)} |`

const guardWords = ({ guards }: Fault): string =>
  guards && guards.length > 0
    ? guards
        .map(
          ({ service, metric, above }) =>
            `${text(service)} ${metric} above ${metric === 'errorRatio' ? formatRatio(above) : formatMs(above)}`,
        )
        .join('; ')
    : 'none: it ended by its time alone'

const text = (value: string): string => value.replace(/[\\`*_{}[\]<>|#]/g, '\\$&').replace(/[\r\n]+/g, ' ')
