import { openApiDocument } from "@sluice/client/OpenApiDocument"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import * as Markdown from "../Markdown.ts"
import type { Outcome, Part } from "../Part.ts"
import * as Postman from "../Postman.ts"
import { root } from "../Workspace.ts"

const folder = "docs/api"

/** The version of every package, which is what a server of this state would say. */
const version = async (): Promise<string> => {
  const { version: written }: { readonly version: string } = JSON.parse(
    await readFile(`${root}packages/client/package.json`, "utf8")
  )
  return written
}

const run = async (mayWrite: boolean): Promise<Outcome> => {
  const document = openApiDocument(await version())
  const files: ReadonlyArray<readonly [path: string, value: unknown]> = [
    [`${folder}/openapi.json`, document],
    [`${folder}/sluice.postman_collection.json`, Postman.collection(document)]
  ]
  const changed: Array<string> = []
  for (const [path, value] of files) {
    const written = await Markdown.formatted(path, JSON.stringify(value))
    if ((await readFile(`${root}${path}`, "utf8").catch(() => "")) === written) continue
    changed.push(path)
    if (!mayWrite) continue
    await mkdir(`${root}${folder}`, { recursive: true })
    await writeFile(`${root}${path}`, written)
  }
  return {
    summary: `${Object.keys(Object(document["paths"])).length} paths`,
    changed: mayWrite ? changed : [],
    faults: mayWrite ? [] : changed.map((path) => `${path} is not what the description says now`)
  }
}

/** The API's documents: OpenAPI, and the collection of requests. */
export const api: Part = { name: "api", write: () => run(true), check: () => run(false) }
