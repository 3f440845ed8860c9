import { shipped } from "@sluice/core/policy/Policy"
import * as Markdown from "./Markdown.ts"
import * as PolicyLeaf from "./PolicyLeaf.ts"
import type { Rule } from "./Rule.ts"
import * as Rules from "./Rules.ts"

/** `docs/limits.md`: the limits of both policies side by side. */
export const path = "docs/limits.md"

/** One question about limits, and the parts of the policy that answer it. */
interface Section {
  readonly title: string
  readonly about: string
  readonly places: ReadonlyArray<PolicyLeaf.PolicyPath>
}

const sections: ReadonlyArray<Section> = [
  {
    title: "How much may one number send?",
    about:
      "Under `guide` units of a moving minute, by tier, times what was learned of the number; a text is one unit, a file 1.8. Under `cloud-api` messages a second, by the number's level.",
    places: ["pacing.senderWindow", "pacing.throughput"]
  },
  {
    title: "How much to one recipient?",
    about: "One message an interval; a burst borrows from the intervals that come after it.",
    places: ["pacing.pair"]
  },
  {
    title: "How many people in a day?",
    about:
      "Unique recipients that a portfolio writes to outside their service windows, in a moving day, by its tier. The guide knows no such limit.",
    places: ["pacing.uniqueRecipients"]
  },
  {
    title: "How long may a number send without a rest?",
    about: "A run that goes on triggers a cooldown; the pacer rests before that.",
    places: ["pacing.continuousSending"]
  },
  {
    title: "What is over a limit?",
    about:
      "Under `guide` the ladder: light, medium, severe, with an operator's review from medium on. Under `cloud-api` the platform's codes alone: each holds its own scope for its own time, and waits that grow with every refusal.",
    places: ["pacing.ladder", "pacing.senderBackoff", "pacing.pairBackoff"]
  },
  {
    title: "What do many senders share?",
    about:
      "Requests of a business, an account or an app, where somebody has agreed on a figure; and the platform's own reports of what is spent.",
    places: ["pacing.sharedCalls", "pacing.usage"]
  },
  {
    title: "What may a file weigh?",
    about: "What is over the first bound is refused before it is queued; over the second it is warned of.",
    places: [
      "media.image",
      "media.video",
      "media.videoSecondsMax",
      "media.videoSecondsWarn",
      "media.audio",
      "media.document",
      "media.stickerStatic",
      "media.stickerAnimated",
      "media.breakerFailures",
      "media.breakerMillis"
    ]
  },
  {
    title: "What may be written to whom?",
    about: "What a template may say, and for how long a person may be written to freely after they wrote.",
    places: ["templates.flagPercentDiscounts", "templates.flagEveryLinkRequest", "templates.serviceWindowMillis"]
  },
  {
    title: "How many complaints, and when may a limit be raised?",
    about:
      "The same in both: it is the business's standing, not the number's pace ([how to raise one](raise-a-limit.md)).",
    places: ["standing"]
  },
  {
    title: "What may come in?",
    about: "Callbacks: how large, how fast they have to be answered, and what pauses their intake.",
    places: [
      "receiving.answerMillisMax",
      "receiving.bodyBytesMax",
      "receiving.batchUpdatesMax",
      "receiving.mediaBytesMax",
      "receiving.malformedInRow",
      "receiving.malformedPauseMillis",
      "receiving.tooFastCount",
      "receiving.tooFastMillis"
    ]
  }
]

const introduction = `# Which limits are kept to?

Those of one of two policies, by account. \`guide\` is what the field guide found by trying: careful, for numbers that are new or have been warned. \`cloud-api\` is what the
platform documents: faster, and for numbers that are in good standing. \`policy\` in the accounts file names one, and \`policyOverrides\` replaces parts of it by the keys
below; a key that is not there, or a figure out of its bounds, stops the start with a message.

\`sluice plan list.csv --policy guide\` and \`--policy cloud-api\` tell of a list what each of them makes of it: when it ends, and which limit binds. Which rule stands behind a
figure, and which tests hold it: [rules](rules.md).`

const speaksOf =
  (leaf: string) =>
  ({ policy }: Rule): boolean =>
    policy.some((place) => PolicyLeaf.isWithin(place, leaf))

/** The rules that have the figure for a default, as links to them; nothing where none does. */
const rulesOf = (leaf: string): string =>
  Rules.all
    .filter(speaksOf(leaf))
    .map(({ id }) => Markdown.link(id, `rules.md#${id.toLowerCase()}`))
    .join(", ")

const table = (places: ReadonlyArray<string>, leaves: ReadonlyArray<string>): string =>
  Markdown.table(
    ["key of the policy", "`guide`", "`cloud-api`", "rule"],
    places
      .flatMap((place) => leaves.filter((leaf) => PolicyLeaf.isWithin(place, leaf)))
      .map((leaf) => [
        Markdown.code(leaf),
        PolicyLeaf.written(shipped.guide, leaf),
        PolicyLeaf.written(shipped["cloud-api"], leaf),
        rulesOf(leaf)
      ])
  )

/** Limits of sending that no section has: every leaf of the pace belongs to one, or is how it is kept and no limit. */
const kept: ReadonlyArray<PolicyLeaf.PolicyPath> = [
  "pacing.leasing",
  "pacing.rotationSendersMin",
  "pacing.rotationSendersMax",
  "pacing.topOfHourAvoidMillis",
  "pacing.topOfHourLoadFactor",
  "pacing.topOfHourTripFactor"
]

/** Leaves of the pace that the page does not have: a new limit has to be told of. */
export const untold = (leaves: ReadonlyArray<string> = PolicyLeaf.leaves()): ReadonlyArray<string> => {
  const told = [...sections.flatMap(({ places }) => places), ...kept]
  return leaves.filter(
    (leaf) => PolicyLeaf.isWithin("pacing", leaf) && !told.some((place) => PolicyLeaf.isWithin(place, leaf))
  )
}

export const render = (leaves: ReadonlyArray<string> = PolicyLeaf.leaves()): string =>
  Markdown.page([
    Markdown.generated("npx -y pnpm@12.21.0 pages"),
    introduction,
    ...sections.flatMap(({ about, places, title }) => [`## ${title}`, about, table(places, leaves)])
  ])
