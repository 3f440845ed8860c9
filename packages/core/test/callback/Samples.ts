import { existsSync, readdirSync, readFileSync } from "node:fs"

const root = new URL("../../../../../shared/fixtures/", import.meta.url)

/** Whether the samples lie beside the checkout; the tests that need them are skipped where they do not. */
export const present: boolean = existsSync(root)

/** One sample, parsed. */
export const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), "utf8"))

/** Paths of every JSON sample below a folder, in a stable order; none where the samples are absent. */
export const paths = (folder: string): ReadonlyArray<string> =>
  present
    ? readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".json"))
        .map((name) => `${folder}/${name}`)
        .toSorted()
    : []
