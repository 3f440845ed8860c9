import * as Prometheus from "@sluice/adapter-node/Prometheus"
import { Effect, Metric, MetricBoundaries } from "effect"
import { describe, expect, it } from "vitest"

describe("the text for Prometheus", () => {
  it("prints counters, gauges and cumulative histograms, each family once, with its labels", () => {
    const counter = Metric.counter("prometheus_test_total", { description: "counts\nthings", incremental: true })
    const gauge = Metric.gauge("prometheus_test_level", { description: "a level" })
    const histogram = Metric.histogram("prometheus_test_seconds", MetricBoundaries.fromIterable([0.1, 1]), "times")
    Effect.runSync(
      Effect.gen(function* () {
        yield* Metric.incrementBy(Metric.tagged(counter, "who", 'a "b" \\ c\nd'), 3)
        yield* Metric.increment(Metric.tagged(counter, "who", "e"))
        yield* Metric.set(gauge, -2.5)
        for (const seconds of [0.05, 0.1, 0.5, 7]) yield* Metric.update(histogram, seconds)
      })
    )
    const lines = Prometheus.render("prometheus_test_", [
      {
        name: "given",
        help: "given by hand",
        samples: [
          { labels: { x: "1" }, value: 4 },
          { labels: {}, value: 5 }
        ]
      }
    ]).split("\n")
    expect(lines.filter((line) => line.includes("prometheus_test_total"))).toEqual([
      "# HELP prometheus_test_total counts\\nthings",
      "# TYPE prometheus_test_total counter",
      'prometheus_test_total{who="a \\"b\\" \\\\ c\\nd"} 3',
      'prometheus_test_total{who="e"} 1'
    ])
    expect(lines).toContain("prometheus_test_level -2.5")
    expect(lines.filter((line) => line.startsWith("prometheus_test_seconds"))).toEqual([
      'prometheus_test_seconds_bucket{le="0.1"} 2',
      'prometheus_test_seconds_bucket{le="1"} 3',
      'prometheus_test_seconds_bucket{le="+Inf"} 4',
      "prometheus_test_seconds_sum 7.65",
      "prometheus_test_seconds_count 4"
    ])
    expect(lines.slice(-5)).toEqual([
      "# HELP given given by hand",
      "# TYPE given gauge",
      'given{x="1"} 4',
      "given 5",
      ""
    ])
  })
})
