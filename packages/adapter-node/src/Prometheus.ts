import { Metric, MetricState } from "effect"

/** One sample that is read when it is asked for, beside the counters that are kept. */
export interface Gauge {
  readonly name: string
  readonly help: string
  readonly samples: ReadonlyArray<{ readonly labels: Readonly<Record<string, string>>; readonly value: number }>
}

/** The content type of the text format, version 0.0.4. */
export const contentType = "text/plain; version=0.0.4; charset=utf-8"

const escapeLabel = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")

const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")

type Labels = ReadonlyArray<readonly [key: string, value: string]>

const line = (name: string, labels: Labels, value: number): string => {
  const inside = labels.map(([key, text]) => `${key}="${escapeLabel(text)}"`).join(",")
  return `${name}${inside === "" ? "" : `{${inside}}`} ${value}`
}

interface Family {
  readonly type: "counter" | "gauge" | "histogram"
  readonly help: string
  readonly lines: Array<string>
}

const histogramLines = (
  name: string,
  labels: Labels,
  state: MetricState.MetricState.Histogram
): ReadonlyArray<string> => [
  ...[...state.buckets]
    .filter(([boundary]) => Number.isFinite(boundary))
    .map(([boundary, count]) => line(`${name}_bucket`, [...labels, ["le", String(boundary)]], count)),
  line(`${name}_bucket`, [...labels, ["le", "+Inf"]], state.count),
  line(`${name}_sum`, labels, state.sum),
  line(`${name}_count`, labels, state.count)
]

const stateOf = (name: string, labels: Labels, state: unknown): Omit<Family, "help"> | null => {
  if (MetricState.isCounterState(state)) return { type: "counter", lines: [line(name, labels, Number(state.count))] }
  if (MetricState.isGaugeState(state)) return { type: "gauge", lines: [line(name, labels, Number(state.value))] }
  if (MetricState.isHistogramState(state)) return { type: "histogram", lines: [...histogramLines(name, labels, state)] }
  return null
}

/**
 * The text that Prometheus reads (exposition format 0.0.4): every metric of Effect whose name begins with `prefix`, and gauges.
 *
 * Counters, gauges and histograms are printed; frequencies and summaries have no use here and are left out.
 */
export const render = (prefix: string, gauges: ReadonlyArray<Gauge>): string => {
  const families = new Map<string, Family>()
  const add = (name: string, help: string, found: Omit<Family, "help">): void => {
    const family = families.get(name)
    if (family === undefined) families.set(name, { ...found, help })
    else family.lines.push(...found.lines)
  }
  for (const { metricKey, metricState } of Metric.unsafeSnapshot()) {
    if (!metricKey.name.startsWith(prefix)) continue
    const labels: Labels = metricKey.tags.map(({ key, value }) => [key, value])
    const found = stateOf(metricKey.name, labels, metricState)
    const help = metricKey.description._tag === "Some" ? metricKey.description.value : metricKey.name
    if (found !== null) add(metricKey.name, help, found)
  }
  for (const { name, help, samples } of gauges) {
    add(name, help, {
      type: "gauge",
      lines: samples.map(({ labels, value }) => line(name, Object.entries(labels), value))
    })
  }
  return [...families]
    .map(
      ([name, { type, help, lines }]) =>
        `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join("\n")}\n`
    )
    .join("")
}
