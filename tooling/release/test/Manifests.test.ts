import { describe, expect, it } from "vitest"
import * as Manifests from "../src/Manifests.ts"
import { root } from "../src/Workspace.ts"

const object = (kind: string, spec: unknown, apiVersion = "apps/v1"): Manifests.Manifest => ({
  file: "some.yaml",
  apiVersion,
  kind,
  value: { apiVersion, kind, metadata: { name: "some" }, spec }
})

const selector = { matchLabels: { app: "some" } }
const template = { metadata: { labels: { app: "some" } }, spec: { containers: [{ name: "some", image: "some:1" }] } }
const probed = (livenessProbe: object) => ({
  metadata: template.metadata,
  spec: { containers: [{ name: "some", image: "some:1", livenessProbe }] }
})

describe("Manifests", () => {
  it("finds nothing against what is shipped", async () => {
    expect(await Manifests.all(root)).toMatchObject({ faults: [] })
  })

  it("refuses a Dockerfile with an instruction that does not exist", () => {
    expect(Manifests.dockerfile("Dockerfile", "FROM node:24\nRUNN true\n")).toHaveLength(1)
  })

  it("refuses a compose file with a key that no service has, and an image without a version", () => {
    const faults = Manifests.compose("compose.yaml", "services:\n  one: { image: postgres, imgae: typo }\n")
    expect(faults.some((fault) => fault.includes("additional properties"))).toBe(true)
    expect(faults).toContain("compose.yaml: postgres names no version")
  })

  it("takes an object whose every field is one of its kind", async () => {
    expect(await Manifests.kubernetes([object("Deployment", { selector, template })])).toEqual([])
  })

  it.each([
    ["a field that the kind does not have", { selector, template, replicsa: 2 }],
    ["a value of another type", { selector, template, replicas: "two" }],
    ["no selector", { template }]
  ])("refuses a Deployment with %s", async (_, spec) => {
    expect(await Manifests.kubernetes([object("Deployment", spec)])).not.toEqual([])
  })

  it("refuses a kind that it could not check", async () => {
    expect(await Manifests.kubernetes([object("Widget", {})])).toEqual([
      "some.yaml: apps/v1 Widget is a kind that is not checked"
    ])
  })

  it.each([
    ["autoscaling/v2", "HorizontalPodAutoscaler", { maxReplicas: 3, scaleTargetRef: { name: "some" } }],
    ["policy/v1", "PodDisruptionBudget", { maxUnavailable: { percent: 10 } }],
    ["apps/v1", "Deployment", { selector, template: probed({ httpGet: { path: "/healthz" } }) }]
  ])("refuses a %s %s that a cluster would refuse", async (apiVersion, kind, spec) => {
    expect(await Manifests.kubernetes([object(kind, spec, apiVersion)])).not.toEqual([])
  })

  it("refuses a kustomization that forgets a file, or names one that is not there", () => {
    expect(Manifests.kustomization("k.yaml", "resources: [one.yaml, gone.yaml]", ["one.yaml", "two.yaml"])).toEqual([
      "k.yaml: two.yaml is not among its resources",
      "k.yaml: there is no gone.yaml"
    ])
  })

  it("names the file of a YAML that cannot be read", () => {
    expect(Manifests.manifests("broken.yaml", "kind: [").faults[0]).toMatch(/^broken\.yaml: /)
  })
})
