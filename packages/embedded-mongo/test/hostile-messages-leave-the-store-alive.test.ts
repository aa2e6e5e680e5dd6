import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { BSON } from "mongodb";
import { openStore } from "./open-store.ts";
import { opMsg, RawSocket } from "./raw-socket.ts";

const ping = Buffer.from(BSON.serialize({ ping: 1, $db: "app" }));

function nested(levels: number): BSON.Document {
  let doc: BSON.Document = {};
  for (let i = 0; i < levels; i++) doc = { d: doc };
  return doc;
}

const withLength = (message: Buffer, length: number) => {
  const changed = Buffer.from(message);
  changed.writeInt32LE(length, 0);
  return changed;
};
const withBodyLength = (length: number) => {
  const body = Buffer.from(ping);
  body.writeInt32LE(length, 0);
  return opMsg(body);
};

const hostile: Record<string, Buffer> = {
  "a negative message length": withLength(opMsg(ping), -1),
  "a message length of zero": withLength(opMsg(ping), 0),
  "a message of two gigabytes": withLength(opMsg(ping), 0x7fffffff),
  "an unknown opcode": opMsg(ping, 2222),
  "a compressed message": opMsg(ping, 2012),
  "an unknown required flag": opMsg(ping, 2013, 8),
  "a body longer than its message": withBodyLength(100_000),
  "a body of negative length": withBodyLength(-5),
  "a message without a body": opMsg(Buffer.alloc(0)),
  "random bytes": Buffer.concat([Buffer.from([64, 0, 0, 0]), randomBytes(60)]),
};

test("hostile messages leave the store alive", async (t) => {
  const { store, client } = await openStore(t);
  const things = client.db("app").collection("things");
  await things.insertOne({ n: 1 });

  for (const [name, bytes] of Object.entries(hostile))
    await t.test(`${name}: the connection is closed`, async () => {
      const raw = await RawSocket.to(store.uri);
      raw.send(bytes);
      assert.equal(await raw.reply(), "closed");
    });

  await t.test("broken BSON is answered with an error, and the connection goes on", async () => {
    const raw = await RawSocket.to(store.uri);
    const body = Buffer.from(BSON.serialize({ insert: "things", documents: [{ text: "abc" }], $db: "app" }));
    body.writeInt32LE(1_000_000, body.indexOf("text\0") + 5);
    raw.send(opMsg(body));
    const refused = await raw.reply();
    assert.ok(refused !== "closed" && refused.ok === 0 && refused.code === 22);
    const answered = await raw.ask({ ping: 1, $db: "app" });
    assert.ok(answered !== "closed" && answered.ok === 1);
    raw.close();
  });

  await t.test("a type that nobody has is refused by its number", async () => {
    const raw = await RawSocket.to(store.uri);
    const body = Buffer.from(BSON.serialize({ ping: 1, x: 1, $db: "app" }));
    body[body.indexOf("x\0") - 1] = 0x77;
    raw.send(opMsg(body));
    const refused = await raw.reply();
    assert.ok(refused !== "closed" && /0x77/.test(refused.errmsg));
    raw.close();
  });

  await t.test("a hundred levels are stored, more are refused", async () => {
    await things.insertOne(nested(90));
    await assert.rejects(things.insertOne(nested(150)), { code: 15 });
    await assert.rejects(things.findOne(nested(5000)));
  });

  await t.test("a document over 16 MB is refused, one below is stored", async () => {
    const raw = await RawSocket.to(store.uri);
    const refused = await raw.ask({
      insert: "things",
      documents: [{ big: "x".repeat(16 * 1024 * 1024) }],
      $db: "app",
    });
    assert.ok(refused !== "closed");
    assert.equal(refused.code ?? refused.writeErrors[0].code, 10334);
    raw.close();
    await things.insertOne({ big: "x".repeat(15 * 1024 * 1024) });
    await assert.rejects(
      things.updateOne({ big: { $exists: true } }, { $set: { more: "x".repeat(2_000_000) } }),
      {
        code: 10334,
      },
    );
  });

  await t.test("a message in single bytes is understood", async () => {
    const raw = await RawSocket.to(store.uri);
    for (const byte of opMsg(ping)) raw.send(Buffer.from([byte]));
    const answered = await raw.reply();
    assert.ok(answered !== "closed" && answered.ok === 1);
    raw.close();
  });

  assert.equal(await things.countDocuments({ n: 1 }), 1);
});
