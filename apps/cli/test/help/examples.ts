import * as CommandLine from "@sluice/cli/CommandLine"
import * as CommandTree from "@sluice/cli/help/CommandTree"
import * as Movies from "@sluice/engine/test-kit/media/Movies"
import * as Pictures from "@sluice/engine/test-kit/media/Pictures"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** An example of a command's help. */
export interface Example {
  readonly text: string
  readonly entry: CommandTree.Entry
}

/** Commands that run until they are ended, with tests of their own that start them as processes. */
const lasting: ReadonlySet<string> = new Set(["up", "quickstart", "simulator"])

/** Commands that ask a server or a database. */
const needing: ReadonlySet<string> = new Set(["doctor", "callbacks verify-url"])

const needsStack = ({ options, subcommands, words }: CommandTree.Entry): boolean =>
  needing.has(words.join(" ")) ||
  options.some(({ name }) => name === "--url" || name === "--database-url") ||
  subcommands.some(needsStack)

const isLasting = (text: string): boolean => lasting.has(/(?:^|\s)sluice (\S+)/.exec(text)?.[1] ?? "")

const all: ReadonlyArray<Example> = CommandTree.all(CommandLine.tree).flatMap((entry) =>
  entry.examples.map((text) => ({ text, entry }))
)

/** The command that an example calls, which may be below the one whose help it is in. */
const called = ({ text }: Example): CommandTree.Entry =>
  CommandTree.find(CommandLine.tree, text.slice(text.indexOf("sluice ") + 7).split(" "))

const different = (examples: ReadonlyArray<Example>): ReadonlyArray<string> => [
  ...new Set(examples.map(({ text }) => text))
]

/** Those that need nothing but files. */
export const direct = different(all.filter((one) => !isLasting(one.text) && !needsStack(called(one))))

/** Those that need a stack. */
export const onStack = different(all.filter((one) => !isLasting(one.text) && needsStack(called(one))))

/** Those of commands that last, with the names of the options that there are: their tests start them with options of their own. */
export const onProcess: ReadonlyArray<{ readonly text: string; readonly known: ReadonlyArray<string> }> = all
  .filter(({ entry, text }) => isLasting(text) && entry.words.length > 0)
  .map(({ entry, text }) => ({ text, known: entry.options.map(({ name }) => name) }))

/** Commands without an example. */
export const without: ReadonlyArray<string> = CommandTree.all(CommandLine.tree)
  .filter(({ examples }) => examples.length === 0)
  .map(({ words }) => words.join(" "))

const template = (name: string, text: string) => ({
  name,
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text }]
})

const message = (n: number) => ({
  recipient: `+88691234567${n}`,
  content: { type: "text", text: { body: `We open on Monday, ${n}.` } }
})

const ndjson = (values: ReadonlyArray<unknown>): string => values.map((value) => `${JSON.stringify(value)}\n`).join("")

/** The files that the examples name. */
const files: Readonly<Record<string, string | Uint8Array>> = {
  "list.csv": "phone,name\n+886912345670,Mei\n+886912345671,Anna\n+886912345672,Jun\n",
  "list.ndjson": ndjson([{ phone: "+886912345670" }, { phone: "+886912345671" }]),
  "messages.ndjson": ndjson([message(1), message(2)]),
  "order_update.json": JSON.stringify(template("order_update", "Your order is on its way.")),
  "order_shipped.json": JSON.stringify(template("order_shipped", "Your parcel left our house today.")),
  "templates.json": JSON.stringify({
    data: [{ ...template("welcome", "Your account is ready."), status: "APPROVED" }]
  }),
  "callback.json": JSON.stringify({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "1",
        changes: [
          {
            field: "messages",
            value: { messaging_product: "whatsapp", metadata: { display_phone_number: "1", phone_number_id: "1" } }
          }
        ]
      }
    ]
  }),
  "callbacks.txt":
    "MessageSid=SM00000000000000000000000000000001&MessageStatus=delivered&To=whatsapp%3A%2B886912345678\n",
  "photo.jpg": Pictures.jpeg(),
  "clip.mp4": Movies.movie({ seconds: 5 }),
  "logo.webp": Pictures.webp(),
  secret: "app-secret-of-acme\n",
  "token.txt": `EAA${"y".repeat(147)}\n`
}

/** A folder with those files, and how it is left again. */
export const folder = (): { readonly path: string; readonly leave: () => void } => {
  const path = mkdtempSync(join(tmpdir(), "sluice-examples-"))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content)
  mkdirSync(join(path, "templates"))
  writeFileSync(join(path, "templates", "order_update.json"), files["order_update.json"] ?? "")
  const before = process.cwd()
  process.chdir(path)
  return {
    path,
    leave: () => {
      process.chdir(before)
      rmSync(path, { recursive: true })
    }
  }
}
