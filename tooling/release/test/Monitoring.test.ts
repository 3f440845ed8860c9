import { globSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { root } from "../src/Workspace.ts"

const read = (path: string): string => readFileSync(`${root}${path}`, "utf8")

/** Metrics that server and worker name, with what Prometheus makes of a histogram. */
const exported = new Set(
  globSync(
    ["apps/{server,worker}/src/**/*.ts", "packages/adapter-node/src/tracing/*.ts", "packages/engine/src/metrics/*.ts"],
    { cwd: root }
  )
    .flatMap((path) => [...read(path).matchAll(/"(sluice_[a-z_]+)"/g)].map(([, name = ""]) => name))
    .flatMap((name) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`])
)

const files = [
  "deploy/grafana/dashboards/sluice.json",
  "deploy/prometheus/rules/sluice.yml",
  "deploy/prometheus/adapter.yml"
] as const

/** What an adapter's rule gives a new name to is not asked for by it. */
const given = /name: \{ as: sluice_[a-z_]+ \}/g

describe("what watches a deployment", () => {
  it.each(files)("%s asks for metrics that are exported, and for no other", (path) => {
    const asked = [
      ...read(path)
        .replaceAll(given, "")
        .matchAll(/\bsluice_[a-z_]+\b/g)
    ].map(([name]) => name)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((name) => !exported.has(name))).toEqual([])
  })

  it("every rule says how grave it is and what it means", () => {
    const { groups } = parse(read("deploy/prometheus/rules/sluice.yml"))
    for (const rule of groups.flatMap(({ rules }: { readonly rules: ReadonlyArray<unknown> }) => rules)) {
      expect(rule).toMatchObject({
        alert: expect.stringMatching(/^Sluice/),
        expr: expect.any(String),
        for: expect.stringMatching(/^\d+m$/),
        labels: { severity: expect.stringMatching(/^(critical|warning)$/) },
        annotations: { summary: expect.any(String), runbook: expect.stringMatching(/^docs\/[a-z/-]+\.md#[a-z]+$/) }
      })
    }
  })

  it("every rule's runbook is there: a part of a page under the rule's own name", () => {
    const { groups } = parse(read("deploy/prometheus/rules/sluice.yml"))
    const rules: ReadonlyArray<{ readonly alert: string; readonly annotations: { readonly runbook: string } }> =
      groups.flatMap(({ rules: own }: { readonly rules: ReadonlyArray<unknown> }) => own)
    expect(rules.length).toBeGreaterThan(0)
    const places = rules.map(({ alert, annotations: { runbook } }) => {
      const [page = "", anchor = ""] = runbook.split("#")
      expect(anchor).toBe(alert.toLowerCase())
      return { page, heading: alert }
    })
    for (const { heading, page } of places) expect(read(page).split("\n")).toContain(`## ${heading}`)
    // And no page speaks of a rule that is not there.
    const spoken = [...read("docs/watching.md").matchAll(/^## (\w+)$/gm)].map(([, name]) => name)
    expect(spoken.toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted())
  })

  it("the panels of the dashboard do not lie upon one another", () => {
    const { panels } = JSON.parse(read("deploy/grafana/dashboards/sluice.json"))
    const cells = panels.flatMap(
      ({ gridPos: { h, w, x, y } }: Record<"gridPos", Record<"h" | "w" | "x" | "y", number>>) =>
        Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`)
    )
    expect(new Set(cells).size).toBe(cells.length)
  })
})
