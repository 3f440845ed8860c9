import * as Turns from "@sluice/adapter-http/Turns"
import { setImmediate } from "node:timers/promises"
import { describe, expect, it } from "vitest"

/** Turns for two at once, and who has got one so far. */
const ofTwo = () => {
  const turns = Turns.make(2)
  const went: Array<string> = []
  const take = (name: string, key = "here") => turns.take(key, () => went.push(name))
  return { take, went }
}

describe("Turns", () => {
  it("no more go at once than may, and the others in the order of asking", async () => {
    const { take, went } = ofTwo()
    const [first, second] = ["a", "b", "c", "d"].map((name) => take(name))
    expect(went).toEqual(["a", "b"])
    second?.()
    await setImmediate()
    expect(went).toEqual(["a", "b", "c"])
    first?.()
    first?.()
    await setImmediate()
    expect(went).toEqual(["a", "b", "c", "d"])
  })

  it("who leaves the queue gets no turn, and who leaves with the turn's owner does not get it either", async () => {
    const { take, went } = ofTwo()
    const ends = ["a", "b", "c", "d", "e"].map((name) => take(name))
    for (const end of ends.slice(0, 4)) end()
    await setImmediate()
    expect(went).toEqual(["a", "b", "e"])
  })

  it("each key has turns of its own, and one that was left has all of them again", async () => {
    const { take, went } = ofTwo()
    const ends = ["a", "b", "c"].map((name) => take(name))
    take("d", "there")
    expect(went).toEqual(["a", "b", "d"])
    for (const end of ends) end()
    take("e")
    await setImmediate()
    take("f")
    expect(went).toEqual(["a", "b", "d", "e", "f"])
  })

  it("one that is over as soon as it begins keeps nobody from theirs", async () => {
    const turns = Turns.make(1)
    let isOver = false
    const end = turns.take("here", () => {
      isOver = true
    })
    if (isOver) end()
    const went: Array<string> = []
    turns.take("here", () => went.push("next"))
    await setImmediate()
    expect(went).toEqual(["next"])
  })
})
