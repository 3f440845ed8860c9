import { readFile } from "node:fs/promises"
import * as EdgesPage from "../EdgesPage.ts"
import * as Manifests from "../Manifests.ts"
import * as Page from "../Page.ts"
import type { Part } from "../Part.ts"
import { root } from "../Workspace.ts"

const path = "docs/architecture.md"

/** What the page of the architecture says of packages: drawn from their manifests, in a text that is written by hand. */
export const architecture: Part = Page.part("architecture", async () => {
  const all = Manifests.read()
  const text = EdgesPage.filled(await readFile(`${root}${path}`, "utf8"), all)
  if (text === null) throw new Error(`${path} has no place for the packages`)
  return { summary: `${all.length} packages and what they stand on`, path, text }
})
