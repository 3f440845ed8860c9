import * as Markdown from "./Markdown.ts"

/** `docs/packages.md`: the packages and what stands on what, as their manifests say it. */
export const path = "docs/packages.md"

/** A package of the workspace. */
export interface Package {
  /** As `@sluice/core`. */
  readonly name: string
  readonly folder: string
  readonly description: string
  /** What it needs when it runs, of the workspace and of others. */
  readonly needs: ReadonlyArray<string>
}

const introduction = `# What stands on what?

Drawn from the manifests. An arrow points to what is stood on; arrows that follow from others are left out. The lint refuses every edge that the
architecture does not allow.`

const scope = "@sluice/"
const short = (name: string): string => name.slice(scope.length)
const inside = ({ needs }: Package): ReadonlyArray<string> => needs.filter((name) => name.startsWith(scope))

/** Everything that a package stands on, by way of others too. */
const reach = (of: string, byName: ReadonlyMap<string, Package>, seen = new Set<string>()): ReadonlySet<string> => {
  for (const next of byName.get(of)?.needs ?? []) {
    if (!byName.has(next) || seen.has(next)) continue
    seen.add(next)
    reach(next, byName, seen)
  }
  return seen
}

/** The arrows that no chain of others says already. */
const arrows = (all: ReadonlyArray<Package>): ReadonlyArray<readonly [from: string, to: string]> => {
  const byName = new Map(all.map((one) => [one.name, one]))
  return all.flatMap((one) => {
    const direct = inside(one).filter((name) => byName.has(name))
    return direct
      .filter((to) => !direct.some((other) => other !== to && reach(other, byName).has(to)))
      .map((to) => [one.name, to] as const)
  })
}

const groups = [
  ["apps", "programs"],
  ["packages", "packages"]
] as const

const diagram = (all: ReadonlyArray<Package>): string =>
  [
    "```mermaid",
    "flowchart BT",
    ...groups.flatMap(([folder, title]) => [
      `  subgraph ${title}`,
      ...all.filter((one) => one.folder.startsWith(`${folder}/`)).map(({ name }) => `    ${short(name)}`),
      "  end"
    ]),
    ...arrows(all).map(([from, to]) => `  ${short(from)} --> ${short(to)}`),
    "```"
  ].join("\n")

const stoodOn = (one: Package): string =>
  inside(one)
    .map((name) => Markdown.code(short(name)))
    .join(", ")

const linked = ({ folder, name }: Package): string => Markdown.link(Markdown.code(short(name)), `../${folder}`)

/** Between these a page has the packages, and anything else by hand. */
const place = /(<!-- packages -->\n)[^]*(<!-- \/packages -->)/

/** A page with its place for the packages filled: their edges drawn, and what each is; null where it has no such place. */
export const filled = (page: string, all: ReadonlyArray<Package>): string | null => {
  if (!place.test(page)) return null
  const block = [
    "",
    diagram(all),
    "",
    Markdown.table(
      ["package", "what it is"],
      all.map((one) => [linked(one), Markdown.plain(one.description)])
    ),
    "",
    ""
  ].join("\n")
  return page.replace(place, (_, before: string, after: string) => `${before}${block}${after}`)
}

/** The page. @param all programs and packages that ship. */
export const render = (all: ReadonlyArray<Package>): string =>
  Markdown.page([
    Markdown.generated("npx -y pnpm@12.21.0 pages"),
    introduction,
    diagram(all),
    Markdown.table(
      ["package", "what it is", "stands on", "and on libraries"],
      all.map((one) => [
        linked(one),
        Markdown.plain(one.description),
        stoodOn(one),
        one.needs
          .filter((name) => !name.startsWith(scope))
          .map(Markdown.code)
          .join(", ")
      ])
    )
  ])
