import { Metric, MetricLabel } from "effect"

/** Counts or times one thing more, under these labels. Their names are the same at every call of one series, and in the same order. */
export type Update<In> = (labels: Readonly<Record<string, string>>, value: In) => void

/**
 * The series of a metric, made once for each set of labels: looking one up by its labels costs more than counting.
 *
 * Labels come from closed lists and from what the configuration names, so there are few. Never give it an id or a number of anybody's.
 */
export const of = <Type, In, Out>(metric: Metric.Metric<Type, In, Out>): Update<In> => {
  const made = new Map<string, Metric.Metric<Type, In, Out>>()
  return (labels, value) => {
    const key = Object.values(labels).join("\n")
    let one = made.get(key)
    if (one === undefined) {
      one = Metric.taggedWithLabels(
        metric,
        Object.entries(labels).map(([name, text]) => MetricLabel.make(name, text))
      )
      made.set(key, one)
    }
    one.unsafeUpdate(value, [])
  }
}
