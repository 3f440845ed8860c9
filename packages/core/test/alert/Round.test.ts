import type { Reading } from "@sluice/core/alert/Condition"
import * as Letter from "@sluice/core/alert/Letter"
import * as Round from "@sluice/core/alert/Round"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import * as Policy from "@sluice/core/policy/Policy"
import { Either } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const rules = Rulebook.fromPolicy(Policy.shipped.guide)
const second = 1_000
const minute = 60 * second
const start = 1_800_000_000_000

const channel = (name: string, change: Partial<Round.Channel> = {}): Round.Channel => ({
  name,
  least: "info",
  ruleIds: null,
  accountIds: null,
  ...change
})

const nothing: Round.Book = { kept: new Map(), standing: [], gathering: [], waiting: new Map(), lastId: 0 }

/** Letters that are due have gone. */
const at = (book: Round.Book, nowMillis: number): Round.Book => ({
  ...book,
  gathering: book.gathering.filter(({ dueMillis }) => dueMillis > nowMillis)
})

/** The book as a store would have it after a turn. */
const after = (book: Round.Book, turn: Round.Turn): Round.Book => {
  const kept = new Map(book.kept)
  for (const [key, one] of turn.kept) {
    if (one === null) kept.delete(key)
    else kept.set(key, one)
  }
  const alerts = new Map([...book.standing, ...turn.alerts].map((alert) => [alert.id, alert]))
  const letters = new Map([...book.gathering, ...turn.letters].map((letter) => [letter.id, letter]))
  return {
    kept,
    standing: [...alerts.values()].filter(({ recoveredMillis }) => recoveredMillis === null),
    gathering: [...letters.values()],
    waiting: new Map(),
    lastId: turn.lastId
  }
}

const token = (state: string): Reading => ({ _tag: "State", state })
const place = (account: string) => ({ account, provider: "cloud-api", installation: "here" })
const seen = (...accounts: ReadonlyArray<readonly [account: string, state: string]>): Round.Seen => ({
  rules,
  measured: accounts.map(([account, state]) => ({
    ruleId: "token-dead",
    place: place(account),
    reading: token(state)
  }))
})

/** A book that is looked at again and again, and every letter line that was written, with its channel. */
const desk = (channels: ReadonlyArray<Round.Channel>) => {
  let book = nothing
  const lines = new Map<string, Letter.Letter>()
  const take = (turn: Round.Turn): Round.Turn => {
    for (const letter of turn.letters) lines.set(`${letter.id}`, letter)
    book = after(book, turn)
    return turn
  }
  return {
    look: (atMillis: number, ...all: ReadonlyArray<Round.Seen>) =>
      take(Round.look(at(book, start + atMillis), all, channels, start + atMillis)),
    act: (id: number, act: Round.Act, atMillis: number) =>
      Either.map(Round.act(at(book, start + atMillis), id, act, "ann", channels, start + atMillis), take),
    book: () => book,
    said: () =>
      [...lines.values()].map(({ channel: to, lines: told }) => [
        to,
        ...told.map(({ kind, place: of }) => `${kind} ${of.account ?? ""}`)
      ]),
    letters: () => [...lines.values()]
  }
}

const recovering = rules.byId.get("token-dead")?.recoveringMillis ?? 0

describe("Round", () => {
  it("SF-04: an alert is told once when it fires and once when it recovers, each to every channel", () => {
    const { book, look, said } = desk([channel("mail"), channel("chat")])
    look(0, seen(["acme", "valid"]))
    expect(said()).toEqual([])
    look(10 * second, seen(["acme", "expired"]))
    expect(book().standing).toMatchObject([{ id: 1, ruleId: "token-dead", place: { account: "acme" }, number: 1 }])
    look(20 * second, seen(["acme", "expired"]))
    look(minute, seen(["acme", "valid"]))
    look(minute + recovering, seen(["acme", "valid"]))
    expect(book().standing).toEqual([])
    expect(said()).toEqual([
      ["mail", "fired acme"],
      ["chat", "fired acme"],
      ["mail", "recovered acme"],
      ["chat", "recovered acme"]
    ])
  })

  it("alerts of one group that come together are one letter, which goes as soon as its worst asks for", () => {
    const { letters, look } = desk([channel("mail")])
    const outage = (sender: string): Round.Seen => ({
      rules,
      measured: [{ ruleId: "number-restricted", place: { account: "acme", sender }, reading: token("fix") }]
    })
    look(0, outage("a"))
    look(second, outage("b"))
    look(2 * second, outage("c"))
    expect(letters()).toMatchObject([
      { lines: [{ place: { sender: "a" } }, { place: { sender: "b" } }, { place: { sender: "c" } }] }
    ])
    expect(letters()[0]?.dueMillis).toBe(start + Letter.gatherMillis.critical)
    // What comes after the letter has gone begins another.
    look(Letter.gatherMillis.critical, outage("d"))
    expect(letters()).toHaveLength(2)
  })

  it("a letter holds a bounded number of lines, and says how many more there are", () => {
    const { letters, look } = desk([channel("mail")])
    look(0, {
      rules,
      measured: Array.from({ length: Letter.linesMax + 7 }, (_, n) => ({
        ruleId: "number-restricted",
        place: { account: "acme", sender: `s${n}` },
        reading: token("fix")
      }))
    })
    expect(letters()).toHaveLength(1)
    expect(letters()[0]).toMatchObject({ omitted: 7 })
    expect(letters()[0]?.lines).toHaveLength(Letter.linesMax)
  })

  it("a channel is told of what it asks for: by severity, rule and account", () => {
    const { look, said } = desk([
      channel("critical", { least: "critical" }),
      channel("other", { ruleIds: new Set(["dead-letters"]) }),
      channel("zenith", { accountIds: new Set(["zenith"]) }),
      channel("acme", { accountIds: new Set(["acme"]), least: "warning" })
    ])
    look(0, seen(["acme", "expired"]), {
      rules,
      measured: [
        { ruleId: "dead-letters", place: place("zenith"), reading: { _tag: "Count", count: 3 } },
        // Of no account: everybody is told.
        { ruleId: "calibration-overdue", place: { installation: "here" }, reading: { _tag: "Moment", atMillis: 0 } }
      ]
    })
    expect(said()).toEqual([
      ["critical", "fired acme"],
      ["acme", "fired acme"],
      ["other", "fired zenith"],
      ["zenith", "fired zenith"],
      ["zenith", "fired "],
      ["acme", "fired "]
    ])
  })

  it("a channel that is away does not fill the store: beyond a bound its letters are not queued", () => {
    const book = { ...nothing, waiting: new Map([["mail", Letter.waitingMax]]) }
    const turn = Round.look(book, [seen(["acme", "expired"])], [channel("mail"), channel("chat")], start)
    expect(turn.letters.map((letter) => letter.channel)).toEqual(["chat"])
    expect(turn.alerts).toHaveLength(1)
  })

  it("a silence puts off: nobody is told before its end, and what stands then is told then", () => {
    const { act, look, said } = desk([channel("mail")])
    look(0, seen(["acme", "expired"]))
    act(1, { _tag: "Silence", untilMillis: start + 30 * minute, note: "maintenance" }, second)
    look(minute, seen(["acme", "valid"]))
    look(minute + recovering, seen(["acme", "valid"]))
    // Its firing was told before the silence: so is its end.
    expect(said().flat()).toEqual(["mail", "fired acme", "mail", "recovered acme"])
    look(10 * minute, seen(["acme", "expired"]))
    look(20 * minute, seen(["acme", "expired"]))
    expect(said()).toHaveLength(2)
    look(30 * minute, seen(["acme", "expired"]))
    expect(said().at(-1)).toEqual(["mail", "fired acme"])
  })

  it("what fired and recovered within a silence is told to nobody", () => {
    const { act, book, look, said } = desk([channel("mail")])
    look(0, seen(["acme", "expired"]))
    act(1, { _tag: "Silence", untilMillis: start + 60 * minute, note: "" }, second)
    look(minute, seen(["acme", "valid"]))
    look(minute + recovering, seen(["acme", "valid"]))
    const before = said().length
    look(20 * minute, seen(["acme", "expired"]))
    look(21 * minute, seen(["acme", "valid"]))
    look(21 * minute + recovering, seen(["acme", "valid"]))
    look(61 * minute, seen(["acme", "valid"]))
    expect(said()).toHaveLength(before)
    expect(book().standing).toEqual([])
  })

  it("an alert that somebody looks after is not told again while it stands; its end is", () => {
    const repeat = rules.byId.get("token-dead")?.repeatMillis ?? 0
    const { act, book, look, said } = desk([channel("mail")])
    look(0, seen(["acme", "expired"]))
    look(repeat, seen(["acme", "expired"]))
    expect(said().flat()).toEqual(["mail", "fired acme", "mail", "repeated acme"])
    act(1, { _tag: "Acknowledge", note: "on it" }, repeat + second)
    expect(book().standing).toMatchObject([{ acknowledged: { by: "ann", note: "on it" } }])
    look(3 * repeat, seen(["acme", "expired"]))
    expect(said()).toHaveLength(2)
    look(3 * repeat + minute, seen(["acme", "valid"]))
    look(3 * repeat + minute + recovering, seen(["acme", "valid"]))
    expect(said().at(-1)).toEqual(["mail", "recovered acme"])
  })

  it("CLOUD_API 3.3: an alert that never recovers by itself is ended by hand, and fires anew where it still stands", () => {
    const code: Round.Seen = {
      rules,
      measured: [{ ruleId: "unknown-code", place: { account: "acme", code: "twilio:1" }, reading: token("seen") }]
    }
    const { act, book, look } = desk([channel("mail")])
    look(0, code)
    look(10 * minute, Round.unseen(book(), [], rules))
    expect(book().standing).toHaveLength(1)
    expect(act(7, { _tag: "Resolve" }, 10 * minute)).toEqual(Either.left({ _tag: "NotStanding" }))
    act(1, { _tag: "Resolve" }, 10 * minute)
    expect(book().standing).toEqual([])
    look(11 * minute, code)
    expect(book().standing).toMatchObject([{ number: 2 }])
  })

  it("what nobody measures any more is without a reading: each rule says what that means", () => {
    const { book, look } = desk([channel("mail")])
    const quality = (given: string): Round.Seen => ({
      rules,
      measured: [{ ruleId: "quality-red", place: { account: "acme", sender: "a" }, reading: token(given) }]
    })
    const slow: Round.Seen = {
      rules,
      measured: [{ ruleId: "dead-letters", place: place("acme"), reading: { _tag: "Count", count: 2 } }]
    }
    look(0, quality("RED"), slow)
    expect(book().standing).toHaveLength(2)
    const rule = rules.byId.get("dead-letters")
    look(minute, Round.unseen(book(), [], rules))
    look(minute + (rule?.recoveringMillis ?? 0), Round.unseen(book(), [], rules))
    expect(book().standing.map(({ ruleId }) => ruleId)).toEqual(["quality-red"])
  })

  it("a key of which nothing is worth keeping leaves nothing behind", () => {
    const lasting = (whole: number): Round.Seen => ({
      rules,
      measured: [
        { ruleId: "queue-lag", place: { account: "acme", sender: "a" }, reading: { _tag: "Value", value: whole } }
      ]
    })
    const { book, look } = desk([])
    look(0, lasting(10 * minute))
    expect(book().kept.size).toBe(1)
    look(second, lasting(0))
    expect(book().kept.size).toBe(0)
  })

  it("of whatever comes, each channel hears of every firing once, and of its end once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(20 * minute), fc.constantFrom("acme", "zenith"), fc.boolean()), { maxLength: 60 }),
        (steps) => {
          const { book, letters, look } = desk([channel("mail")])
          let now = 0
          let fired = 0
          for (const [wait, account, dead] of steps) {
            now += wait
            fired += look(now, seen([account, dead ? "expired" : "valid"])).alerts.filter(
              ({ firedMillis, recoveredMillis }) => recoveredMillis === null && firedMillis === start + now
            ).length
          }
          const lines = letters().flatMap((letter) => letter.lines)
          const of = (kind: Letter.Line["kind"]) =>
            lines.filter((line) => line.kind === kind).map(({ alertId }) => alertId)
          expect(of("fired")).toHaveLength(fired)
          expect(new Set(of("fired")).size).toBe(fired)
          expect(new Set(of("recovered")).size).toBe(of("recovered").length)
          expect(of("recovered").length).toBe(fired - book().standing.length)
        }
      )
    )
  })
})
