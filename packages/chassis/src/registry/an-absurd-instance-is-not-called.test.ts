import assert from "node:assert/strict";
import { BlockList } from "node:net";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { createBelief } from "./believable.ts";

const networks = new BlockList();
networks.addSubnet("127.0.0.0", 8, "ipv4");
networks.addSubnet("::1", 128, "ipv6");

const absurdHosts = [
  ...["", " ", "localhost", "evil.example", "127.0.0.1 evil", "127.0.0.1\n", "127.0.0.1\r\nHost: x", "127.1"],
  ...["0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1:80", "[::1]", "::1%lo", "fe80::1%eth0", "a b"],
  ...["169.254.169.254", "fd00:ec2::254", "0.0.0.0", "::", "255.255.255.255", "224.0.0.1", "10.0.0.1"],
  ...["::ffff:10.0.0.1", "127.0.0.1/..", "user@127.0.0.1", "127.0.0.1#", "１２７.0.0.1"],
];

test("what is no address of ours to call, or no port, is not believed", () => {
  const { isBelievable } = createBelief(networks, "gateway");
  const at = (host: string, port = 80) => isBelievable({ service: "order", host, port });
  assert.ok(at("127.0.0.1") && at("127.8.9.10", 65_535) && at("::1", 1));
  for (const port of [0, -1, 65_536, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    assert.equal(at("127.0.0.1", port), false, String(port));
  for (const host of absurdHosts) assert.equal(at(host), false, JSON.stringify(host));
});

test("nobody leads a process back to itself under another's name", () => {
  const { isBelievable, ownPlaces } = createBelief(networks, "gateway");
  const at = (service: string, host: string, port: number) => isBelievable({ service, host, port });
  ownPlaces([
    { host: "127.0.0.1", port: 8080 },
    { host: "127.0.0.1", port: 9100 },
  ]);
  assert.equal(at("order", "127.0.0.1", 8080), false);
  assert.equal(at("order", "127.0.0.1", 9100), false);
  assert.ok(at("order", "127.0.0.2", 8080), "a neighbour has the same port, as in pods");
  assert.ok(at("gateway", "127.0.0.1", 8080));
  ownPlaces([{ host: "0.0.0.0", port: 8080 }]);
  const isOurs = Object.values(networkInterfaces())
    .flat()
    .some((one) => one?.address === "127.0.0.1");
  assert.equal(at("order", "127.0.0.1", 8080), !isOurs);
  assert.ok(at("order", "127.9.9.9", 8080));
});
