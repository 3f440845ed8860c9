import * as Markdown from "./Markdown.ts"
import type { Threat } from "./Threats.ts"
import type { Workspace } from "./Workspace.ts"

/** `docs/threat-model.md`: each threat with what stands against it and the tests that carry its id in their names. */
export const path = "docs/threat-model.md"

const introduction = `# What could somebody do to it, and what stands against that?

Who is thought of: somebody on the network, a caller with a key that is too curious or was stolen, a provider's account that was taken over, a subscriber's address that
lies, somebody who reads the database or its backup, and somebody who reads logs. Not thought of: who is root on the machine of a process.`

const closing = `What is left to whoever deploys it: TLS at the proxy, who reaches \`/metrics\` and the database, who reads backups, and the keys that seal secrets.`

/** A test that shows what stands against a threat. */
interface Shown {
  readonly path: string
  readonly name: string
}

const mention = /\bTM-\d{2}\b/g

/** The tests by the ids that their names carry, in the order of their files. */
export const shown = ({ tests }: Pick<Workspace, "tests">): ReadonlyMap<string, ReadonlyArray<Shown>> => {
  const found = new Map<string, ReadonlyArray<Shown>>()
  for (const file of tests) {
    for (const { name } of file.tests) {
      for (const id of new Set(name.match(mention))) {
        found.set(id, [...(found.get(id) ?? []), { path: file.path, name }])
      }
    }
  }
  return found
}

/** Why the page cannot be believed: a threat that no test shows, and a test that shows one which is not there. */
export const faults = (
  threats: ReadonlyArray<Threat>,
  tests: ReadonlyMap<string, ReadonlyArray<Shown>>
): ReadonlyArray<string> => {
  const ids = threats.map(({ id }) => id)
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} names two threats`),
    ...ids.filter((id) => !tests.has(id)).map((id) => `${id}: no test carries it in its name`),
    ...[...tests]
      .filter(([id]) => !ids.includes(id))
      .flatMap(([id, all]) => all.map((test) => `${test.path}: "${test.name}" is about ${id}, which is no threat`))
  ]
}

/** Without the ids in front: the line says which threat it is. */
const said = (name: string): string => name.replace(/^(?:[A-Z]{2}-\d{2}(?: to [A-Z]{2}-\d{2})?(?:, |: ))+/, "")

/** Files once, each with the tests in it. */
const evidence = (tests: ReadonlyArray<Shown>): string =>
  [...new Set(tests.map((test) => test.path))]
    .map((file) => {
      const names = tests.filter((test) => test.path === file).map(({ name }) => Markdown.plain(said(name)))
      const short = file.split("/").at(-1) ?? file
      return `${Markdown.link(Markdown.code(short), `../${file}`)}: ${names.join("; ")}`
    })
    .join("<br>")

/** The page, which is written by `pages threats`. */
export const render = (threats: ReadonlyArray<Threat>, tests: ReadonlyMap<string, ReadonlyArray<Shown>>): string =>
  Markdown.page([
    Markdown.generated("npx -y pnpm@12.21.0 pages"),
    introduction,
    Markdown.table(
      ["id", "threat", "what stands against it", "shown by"],
      threats.map(({ besides, id, stands, threat }) => [
        id,
        threat,
        stands,
        [evidence(tests.get(id) ?? []), besides ?? ""].filter((part) => part !== "").join("<br>")
      ])
    ),
    closing
  ])
