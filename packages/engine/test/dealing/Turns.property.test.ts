import * as Rotation from "@sluice/core/routing/Rotation"
import * as Turns from "@sluice/engine/dealing/Turns"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const nobody = { lastSenderId: null, isOpen: false, heardBy: [] }

const text = (known: Partial<Turns.Row["known"]> = {}, change: Partial<Turns.Row> = {}): Turns.Row => ({
  units: 1,
  needsWindow: false,
  ...change,
  known: { ...nobody, ...known }
})

const standing = (senderId: string, change: Partial<Turns.Standing> = {}): Turns.Standing => ({
  senderId,
  budgetUnits: 5,
  queuedUnits: 0,
  heldUntilMillis: null,
  ...change
})

/** Deals rows one after the other, each of which counts for those behind it. */
const dealAll = (pool: ReadonlyArray<Turns.Standing>, rows: ReadonlyArray<Turns.Row>) => {
  let turns = Rotation.initial
  let now = pool
  const choices = rows.map((row) => {
    const [choice, next] = Turns.deal(turns, now, row)
    turns = next
    now = now.map((one) =>
      one.senderId === choice?.senderId ? { ...one, queuedUnits: one.queuedUnits + row.units } : one
    )
    return choice
  })
  return { choices, pool: now }
}

const pool = fc
  .array(
    fc.record({
      budgetUnits: fc.integer({ min: 1, max: 60 }),
      queuedUnits: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 })),
      isHeld: fc.boolean()
    }),
    { minLength: 1, maxLength: 5 }
  )
  .map((senders) =>
    senders.map(({ isHeld, ...one }, index) =>
      standing(`s${index}`, { ...one, heldUntilMillis: isHeld ? 1_000 + index : null })
    )
  )

const units = fc.constantFrom(1, 1.8)
const rows = fc.array(units, { minLength: 1, maxLength: 300 }).map((all) => all.map((one) => text({}, { units: one })))

describe("Turns", () => {
  it("RL-10: nobody is given what is over its limit in a window while another that is free still has room in it", () => {
    fc.assert(
      fc.property(pool, rows, (before, all) => {
        const { choices } = dealAll(before, all)
        const queued = new Map(before.map(({ queuedUnits, senderId }) => [senderId, queuedUnits]))
        const after = (one: Turns.Standing, weight: number) => (queued.get(one.senderId) ?? 0) + weight
        for (const [index, choice] of choices.entries()) {
          const weight = all[index]?.units ?? 0
          const taken = before.find(({ senderId }) => senderId === choice?.senderId)
          if (taken === undefined || taken.heldUntilMillis !== null) continue
          // The window that its last unit falls into; what has nothing before it goes at once, however large it is.
          const window = after(taken, 0) === 0 ? 1 : Math.ceil(after(taken, weight) / taken.budgetUnits - 1e-9)
          for (const other of before) {
            if (other.heldUntilMillis !== null || other === taken) continue
            const hadRoom = after(other, 0) === 0 || after(other, weight) <= other.budgetUnits * (window - 1) + 1e-9
            expect(window > 1 && hadRoom).toBe(false)
          }
          queued.set(taken.senderId, after(taken, weight))
        }
      })
    )
  })

  it("RL-10: nobody who is held is given anything while another is free", () => {
    fc.assert(
      fc.property(pool, rows, (before, all) => {
        fc.pre(before.some(({ heldUntilMillis }) => heldUntilMillis === null))
        const held = new Set(before.flatMap((one) => (one.heldUntilMillis === null ? [] : [one.senderId])))
        for (const choice of dealAll(before, all).choices) {
          expect(choice?.isHeld).toBe(false)
          expect(held.has(choice?.senderId ?? "")).toBe(false)
        }
      })
    )
  })

  it("RL-10: a list of any length is shared out by what each may send, to within a window", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5, max: 60 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 600 }),
        (budgets, count) => {
          const before = budgets.map((budgetUnits, index) => standing(`s${index}`, { budgetUnits }))
          const { pool: after } = dealAll(
            before,
            Array.from({ length: count }, () => text())
          )
          const total = budgets.reduce((sum, budget) => sum + budget, 0)
          for (const { budgetUnits, queuedUnits } of after)
            expect(Math.abs(queuedUnits - (count * budgetUnits) / total)).toBeLessThanOrEqual(budgetUnits)
        }
      )
    )
  })

  it("RL-10: a conversation stays with its sender while that one is free, and leaves it only when it is not", () => {
    fc.assert(
      fc.property(pool, fc.nat({ max: 4 }), units, (before, index, weight) => {
        const own = before[index % before.length]
        fc.pre(own !== undefined && before.some(({ heldUntilMillis }) => heldUntilMillis === null))
        const [choice] = Turns.deal(Rotation.initial, before, text({ lastSenderId: own.senderId }, { units: weight }))
        const windowFor = ({ budgetUnits, queuedUnits }: Turns.Standing) =>
          queuedUnits === 0 ? 1 : Math.max(1, Math.ceil((queuedUnits + weight) / budgetUnits - 1e-9))
        const first = Math.min(...before.map((one) => (one.heldUntilMillis === null ? windowFor(one) : Infinity)))
        const isFree = own.heldUntilMillis === null && windowFor(own) === first
        expect(choice).toMatchObject(
          isFree
            ? { senderId: own.senderId, because: "conversation", leaves: null }
            : { because: "turn", leaves: own.senderId }
        )
      })
    )
  })

  it("RL-10: a message stays behind an earlier one that is not done, whether its sender is free or not", () => {
    fc.assert(
      fc.property(pool, fc.nat({ max: 4 }), (before, index) => {
        const own = before[index % before.length]
        fc.pre(own !== undefined)
        const [choice, turns] = Turns.deal(Rotation.initial, before, text({ lastSenderId: own.senderId, isOpen: true }))
        expect(choice).toMatchObject({ senderId: own.senderId, because: "order", leaves: null })
        expect(turns).toBe(Rotation.initial)
      })
    )
  })

  it("RL-10: where everybody is held, a message waits at the one that is free first", () => {
    const both = [standing("a", { heldUntilMillis: Infinity }), standing("b", { heldUntilMillis: 2_000 })]
    const [choice] = Turns.deal(Rotation.initial, both, text({ lastSenderId: "a" }))
    expect(choice).toEqual({ senderId: "b", because: "soonest", leaves: "a", isHeld: true })
    const alike = [
      standing("a", { heldUntilMillis: 2_000, queuedUnits: 9 }),
      standing("b", { heldUntilMillis: 2_000, queuedUnits: 4 })
    ]
    expect(Turns.deal(Rotation.initial, alike, text())[0]?.senderId).toBe("b")
  })

  it("RL-10: what may only go to somebody who wrote goes through a number to which they did", () => {
    const both = [standing("a"), standing("b", { queuedUnits: 50 }), standing("c", { queuedUnits: 55 })]
    const reply = text({ lastSenderId: "a", isOpen: true, heardBy: ["c", "b"] }, { needsWindow: true })
    expect(Turns.deal(Rotation.initial, both, reply)[0]).toMatchObject({
      senderId: "b",
      because: "window",
      leaves: "c"
    })
    const heard = text({ lastSenderId: "a", heardBy: ["b"] }, { needsWindow: true })
    expect(Turns.deal(Rotation.initial, both, heard)[0]).toMatchObject({ senderId: "b", because: "conversation" })
    const held = both.map((one) => (one.senderId === "b" ? { ...one, heldUntilMillis: 9 } : one))
    expect(Turns.deal(Rotation.initial, held, heard)[0]).toMatchObject({ senderId: "b", isHeld: true })
    expect(Turns.deal(Rotation.initial, both, text({ heardBy: ["b"] }))[0]).toMatchObject({
      because: "turn",
      leaves: "b"
    })
  })

  it("RL-02: what is larger than a window is given to somebody all the same", () => {
    const small = [standing("a", { budgetUnits: 1, queuedUnits: 1 }), standing("b", { budgetUnits: 1 })]
    expect(Turns.deal(Rotation.initial, small, text({}, { units: 1.8 }))[0]?.senderId).toBe("b")
    const { choices } = dealAll(
      small,
      Array.from({ length: 20 }, () => text({}, { units: 1.8 }))
    )
    expect(new Set(choices.map((choice) => choice?.senderId))).toEqual(new Set(["a", "b"]))
  })

  it("RL-10: a pool without senders gives nobody", () => {
    expect(Turns.deal(Rotation.initial, [], text())[0]).toBe(null)
  })
})
