import * as AddressRule from "@sluice/adapter-webhooks/AddressRule"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const refused = [
  // This machine, and no machine.
  "127.0.0.1",
  "127.255.255.254",
  "0.0.0.0",
  "0.1.2.3",
  "::1",
  "::",
  // Private, shared (carrier-grade NAT), link-local with the clouds' metadata services.
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "100.64.0.1",
  "100.127.255.255",
  "169.254.169.254",
  "169.254.170.2",
  "100.100.100.200",
  "fd00:ec2::254",
  "fc00::1",
  "fe80::1",
  "fec0::1",
  // Multicast, broadcast, documentation, benchmarks, reserved.
  "224.0.0.1",
  "239.255.255.255",
  "255.255.255.255",
  "240.0.0.1",
  "192.0.2.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "192.0.0.1",
  "ff02::1",
  "2001:db8::1",
  "100::1",
  // IPv4 in IPv6: mapped, compatible, translated, 6to4, Teredo.
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
  "::ffff:a9fe:a9fe",
  "::127.0.0.1",
  "::7f00:1",
  "::a9fe:a9fe",
  "::a00:1",
  "::2",
  "0:0:0:0:0:0:c0a8:1",
  "::ffff:0:127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::a9fe:a9fe",
  "64:ff9b:1::1",
  "2002:7f00:1::",
  "2002:a00:1::1",
  "2001::1",
  "fe80::1%eth0",
  // No addresses.
  "",
  "localhost",
  "1.2.3",
  "0x7f.0.0.1",
  "999.1.1.1"
]

const called = [
  "93.184.215.14",
  "1.1.1.1",
  "172.32.0.1",
  "100.128.0.1",
  "2606:4700:4700::1111",
  "::ffff:1.1.1.1",
  "::101:101"
]

describe("AddressRule", () => {
  it.each(refused)("%s is not called", (text) => {
    expect(AddressRule.refusal(text, false)).not.toBeNull()
  })

  it.each(called)("%s is called", (text) => {
    expect(AddressRule.refusal(text, false)).toBeNull()
  })

  it("development opens this machine and nothing else", () => {
    const opened = refused.filter((text) => AddressRule.refusal(text, true) === null)
    const carried = ["::ffff:127.0.0.1", "::127.0.0.1", "::7f00:1", "2002:7f00:1::", "64:ff9b::7f00:1"]
    expect(new Set(opened)).toEqual(new Set(["127.0.0.1", "127.255.255.254", "::1", ...carried]))
  })

  it("an IPv4 address means the same however IPv6 carries it", () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        const plain = AddressRule.refusal(text, false) === null
        const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number)
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
        expect(AddressRule.refusal(`::ffff:${text}`, false) === null).toBe(plain)
        expect(AddressRule.refusal(`::${hex}`, false) === null).toBe(plain)
        expect(AddressRule.refusal(`64:ff9b::${hex}`, false) === null).toBe(plain)
        expect(AddressRule.refusal(`2002:${hex}::1`, false) === null).toBe(plain)
      })
    )
  })
})
