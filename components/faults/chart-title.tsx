/** A chart's name, what is to be seen in it, and its newest value at the far right. */
export function ChartTitle({ title, note, value }: { title: string; note: string; value: string }) {
  return (
    <div className="mb-2 flex flex-wrap items-baseline gap-x-2 text-12">
      <h3 className="font-semibold">{title}</h3>
      <span className="text-muted">{note}</span>
      <span className="ml-auto font-semibold">{value}</span>
    </div>
  )
}
