import { describe, expect, it } from "vitest"
import * as Bundle from "../src/Bundle.ts"
import * as EntryPoint from "../src/EntryPoint.ts"

/**
 * What an import of one module brings along: at most these folders of the core (beside its own) and these packages, and at most so many
 * bytes after gzip without `effect`. A budget is a promise to whoever imports the module; raise it knowingly.
 */
const budgets: Readonly<
  Record<string, { folders: ReadonlyArray<string>; packages: ReadonlyArray<string>; gzip: number }>
> = {
  "phone/PhoneNumber": { folders: [], packages: ["libphonenumber-js"], gzip: 52_000 },
  "phone/Preflight": { folders: [], packages: [], gzip: 1_000 },
  "template/Linter": { folders: ["message"], packages: [], gzip: 24_000 },
  "throttle/Throttle": { folders: [], packages: [], gzip: 20_000 },
  "retry/RetryPlan": { folders: ["failure"], packages: [], gzip: 3_000 },
  "delivery/Delivery": { folders: [], packages: [], gzip: 1_000 },
  "failure/Classification": { folders: ["policy"], packages: [], gzip: 20_000 },
  "callback/Callback": { folders: [], packages: [], gzip: 20_000 },
  "callback/Signature": { folders: [], packages: [], gzip: 1_000 },
  "guard/MediaBreaker": { folders: [], packages: [], gzip: 1_000 },
  "onboarding/Outlook": { folders: [], packages: [], gzip: 3_000 },
  "cost/Cost": { folders: [], packages: [], gzip: 1_500 },
  "policy/guide": { folders: [], packages: [], gzip: 3_000 }
}

const folderOf = (path: string): string | undefined => /^packages\/core\/src\/([^/]+)\//.exec(path)?.[1]
const packageOf = (path: string): string | undefined => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]

const seen = (bundle: Bundle.Bundle, part: (path: string) => string | undefined, own: string): ReadonlyArray<string> =>
  [...new Set(bundle.inputs.map(part))].filter((name): name is string => name !== undefined && name !== own)

describe("an import of one module of the core", async () => {
  const entries = EntryPoint.all()
  const bundles = await Bundle.each(entries, "outside")

  it.each(Object.entries(budgets))("%s brings no more along than it may", (module, { folders, gzip, packages }) => {
    const bundle = bundles.find(({ entry }) => entry.module === module)
    if (bundle === undefined) throw new Error(`there is no ${module}`)
    expect(seen(bundle, folderOf, bundle.entry.folder).filter((folder) => !folders.includes(folder))).toEqual([])
    expect(seen(bundle, packageOf, "").filter((name) => !packages.includes(name))).toEqual([])
    expect(bundle.gzipBytes).toBeLessThanOrEqual(gzip)
  })

  it("nothing but phone brings the numbering plans along", () => {
    const heavy = bundles.filter(({ inputs }) => inputs.some((path) => path.includes("libphonenumber-js")))
    expect(new Set(heavy.map(({ entry }) => entry.folder))).toEqual(new Set(["phone"]))
  })

  it("a type costs nothing, and only what needs `effect` is said to", () => {
    const of = (module: string) => bundles.find(({ entry }) => entry.module === module)
    expect(of("callback/Event")).toMatchObject({ bytes: 0, inputs: [], needsEffect: false })
    expect(of("cost/Cost")).toMatchObject({ needsEffect: false })
    expect(of("delivery/Delivery")).toMatchObject({ needsEffect: true })
  })
})
