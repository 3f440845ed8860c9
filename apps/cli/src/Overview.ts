import * as Table from "./Table.ts"

/** One command in the list of all. */
interface Entry {
  readonly name: string
  readonly summary: string
}

/** Every command, in the order in which one meets them. */
const entries: ReadonlyArray<Entry> = [
  { name: "quickstart", summary: "everything once on this machine, with numbers at the end" },
  { name: "up", summary: "everything on this machine, until it is ended" },
  { name: "numbers check", summary: "which phone numbers can be sent to, and what is wrong with the others" },
  { name: "templates lint", summary: "what the platform will refuse a template for, before it is submitted" },
  { name: "templates sync|ls|status", summary: "an account's templates, and where their approval stands" },
  { name: "templates submit", summary: "hand templates in for approval" },
  { name: "templates import", summary: "the templates that messages are fitted to before they are queued" },
  { name: "media check", summary: "what files can be sent as, and what the platform would refuse them for" },
  { name: "errors explain", summary: "what an error code means and what to do" },
  { name: "callbacks decode", summary: "what is in a callback" },
  { name: "plan", summary: "when each message of a list would leave, and which limits bind" },
  { name: "cost compare", summary: "what the providers' plans cost for a number of messages" },
  { name: "send", summary: "one message" },
  { name: "campaign create|start|status", summary: "a long list, sent over hours or days, and how it goes" },
  { name: "campaign pause|resume|cancel|ls", summary: "stop one, go on, end it; all of them" },
  { name: "messages ls|show|why", summary: "messages, their history, and why they are where they are" },
  { name: "messages retry|cancel", summary: "decide about one that is stuck" },
  { name: "dead-letters ls|retry", summary: "what ran out of tries" },
  { name: "opt-outs ls|add|rm", summary: "who must not be written to" },
  { name: "recipients erase|erasure", summary: "erase what is known of a recipient" },
  { name: "queue", summary: "how many messages are where, and which holds stop them" },
  { name: "senders", summary: "the numbers that send, and what the platform has told of them" },
  { name: "standing ls|show|complaints", summary: "what recipients think of senders, and what follows from it" },
  { name: "standing set|request|raise", summary: "ask for a higher limit, and record what became of it" },
  { name: "holds ls|show|clear", summary: "what stops messages, and the review that lets it end" },
  { name: "alerts ls|show|ack|silence|resolve", summary: "what needs somebody, and who looks after it" },
  { name: "alerts channels|test", summary: "who is told of it, and whether they can be" },
  { name: "onboarding ls|show|step|set|check|test", summary: "from nothing to live: who acts, and what is still open" },
  {
    name: "verification ls|show|begin|answer",
    summary: "the numbers that send, and the SMS by which virtual ones are verified"
  },
  { name: "verification hand-in|accept|refuse", summary: "the papers of a number, and their review" },
  { name: "accounts ls|show|check", summary: "the accounts, and how their tokens stand" },
  { name: "subscriptions ls|create|test|rotate|enable|rm", summary: "who is told of events, over HTTP or Kafka" },
  { name: "accounts token set", summary: "another token in place of one that is dead or ends soon" },
  { name: "accounts reseal", summary: "the secrets of the database under the newest key" },
  { name: "keys create|ls|rotate|revoke", summary: "the keys of the server's callers" },
  { name: "audit ls", summary: "who did what, on what, and how it ended" },
  { name: "doctor", summary: "what stands against sending and receiving, each with its remedy" },
  { name: "migrate", summary: "bring the database up to date" },
  { name: "database restored", summary: "after a restore to an earlier point: nothing in doubt is sent again" },
  { name: "simulator", summary: "the platform on this machine, and the judge of what it is sent" }
]

/** What `sluice` alone says. */
export const text = (version: string): string =>
  [
    `sluice ${version}: a gateway to the WhatsApp Business platform`,
    "",
    Table.render(
      [],
      entries.map(({ name, summary }) => [`  sluice ${name}`, summary])
    ),
    "",
    "Every command takes --json, and explains itself with --help.",
    "Those that talk to a server find it by --url and --key, by SLUICE_URL and SLUICE_API_KEY, or by the `sluice up` that",
    "runs in this directory. Exit codes: 0 good, 1 findings or failure, 2 usage."
  ].join("\n")

/** Whether the command line asks for nothing in particular. `argv` is without node and script. */
export const isAskedFor = (argv: ReadonlyArray<string>): boolean =>
  argv.length === 0 || (argv.length === 1 && ["--help", "-h", "help"].includes(argv[0] ?? ""))
