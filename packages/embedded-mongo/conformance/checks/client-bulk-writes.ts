import { isDeepStrictEqual } from "node:util";
import { BSON, type Db, type Document } from "mongodb";
import type { Check } from "../check.ts";
import { exact, filled } from "../forms.ts";
import { sendRaw } from "../raw-wire.ts";
import { refusal } from "../refusal.ts";

const start = [
  { _id: 1, k: "a", n: 1, list: [1, 2, 2] },
  { _id: 2, k: "b", n: 2 },
];
const uniqueKey = [{ key: { k: 1 }, name: "k", unique: true }];

const counts = ["nErrors", "nInserted", "nMatched", "nModified", "nUpserted", "nDeleted"] as const;
const parts = ["ok", "idx", "n", "nModified", "upserted", "code", "keyPattern", "keyValue"] as const;

/** Without the messages, which are for people, and without what only replica sets say. */
function told({ cursor, ...reply }: Document): Document {
  const only = (from: Document, names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]));
  const { id, ns, firstBatch } = cursor;
  return {
    ...only(reply, [...counts, "ok"]),
    cursor: { id, ns, firstBatch: firstBatch.map((result: Document) => only(result, parts)) },
  };
}

const typed = { promoteValues: false, promoteLongs: false } as const;

async function put(db: Db, command: Document): Promise<Document> {
  const nsInfo = [{ ns: `${db.databaseName}.c` }, { ns: `${db.databaseName}.d` }];
  return db.client.db("admin").command({ bulkWrite: 1, nsInfo, ...command }, typed);
}

async function stored(db: Db) {
  const all = (name: string) => exact(db, name).find().sort({ _id: 1 }).toArray();
  return { c: await all("c"), d: await all("d") };
}

function bulk(label: string, ops: Document[], more: Document = {}): Check {
  return {
    name: `bulkWrite command: ${label}`,
    run: async (db) => {
      await filled(db, start, uniqueKey);
      const answer = await refusal(put(db, { ops, ...more }).then(told));
      return { answer, ...(await stored(db)) };
    },
  };
}

const update = (filter: Document, updateMods: Document | Document[], more: Document = {}) => ({
  ...{ update: 0, filter, updateMods },
  ...more,
});
const failing = [
  { insert: 0, document: { _id: 3, k: "c" } },
  { insert: 0, document: { _id: 4, k: "a" } },
  update({ _id: 2 }, { $set: { k: "a" } }),
  { insert: 1, document: { _id: 5 } },
];

const several: Check[] = [
  bulk("all kinds over two collections", [
    { insert: 1, document: { _id: 9, x: 1 } },
    update({ k: "a" }, { $inc: { n: 1 } }),
    update({}, { $set: { seen: true } }, { multi: true }),
    update({ _id: 2 }, { k: "bb" }),
    update({ _id: 2 }, [{ $set: { m: "$k" } }]),
    { update: 1, filter: { _id: 7 }, updateMods: { $set: { x: 2 } }, upsert: true },
    { delete: 1, filter: { _id: 9 } },
    { delete: 0, filter: {}, multi: true },
  ]),
  bulk("an update that finds nothing, and one that changes nothing", [
    update({ _id: 8 }, { $set: { n: 0 } }),
    update({ _id: 1 }, { $set: { n: 1 } }),
  ]),
  bulk("a delete that finds nothing, one of one, one of many", [
    { delete: 0, filter: { _id: 8 } },
    { delete: 0, filter: { n: { $gt: 0 } } },
    { delete: 0, filter: {}, multi: true },
  ]),
  bulk("an upsert without an id in its filter", [
    { update: 1, filter: { _id: 3, k: "z" }, updateMods: { $inc: { n: 4 } }, upsert: true },
    { update: 1, filter: { _id: 3 }, updateMods: { k: "y" }, upsert: true },
  ]),
  bulk("array filters", [update({ _id: 1 }, { $set: { "list.$[e]": 5 } }, { arrayFilters: [{ e: 2 }] })]),
  bulk("a hint that there is", [update({ k: "a" }, { $set: { n: 7 } }, { hint: "k" })]),
  bulk("a hint that there is not", [update({ k: "a" }, { $set: { n: 7 } }, { hint: "none" })]),
  bulk("a later operation sees an earlier one", [
    { insert: 1, document: { _id: 1, n: 1 } },
    { update: 1, filter: { _id: 1 }, updateMods: { $inc: { n: 1 } } },
    { update: 1, filter: { n: 2 }, updateMods: { $mul: { n: 10 } } },
  ]),
  bulk("only errors are told: none", [{ insert: 1, document: { _id: 1 } }], { errorsOnly: true }),
  bulk("only errors are told: two", failing, { errorsOnly: true, ordered: false }),
  bulk("ordered stops at the first failure", failing),
  bulk("unordered goes on", failing, { ordered: false }),
  bulk("a wrong type among others", [
    update({ _id: 1 }, { $inc: { k: 1 } }),
    update({ _id: 2 }, { $inc: { n: 1 } }),
  ]),
  bulk("an update of many that fails half way", [update({}, { $set: { k: "same" } }, { multi: true })]),
  bulk("a change of _id", [update({ _id: 1 }, { $set: { _id: 5 } })]),
];

const insert = { insert: 0, document: { _id: 3 } };
const refused: Check[] = [
  bulk("no operations", []),
  bulk("an index beyond the names", [insert, { insert: 2, document: { _id: 4 } }]),
  bulk("an index below zero", [{ insert: -1, document: { _id: 4 } }]),
  bulk("an index that is no number", [{ insert: "c", document: { _id: 4 } }]),
  bulk("an insert without a document", [{ insert: 0 }]),
  bulk("an update without a change", [{ update: 0, filter: { _id: 1 } }]),
  bulk("an update without a filter", [{ update: 0, updateMods: { $set: { n: 1 } } }]),
  bulk("a delete without a filter", [{ delete: 0 }]),
  bulk("an unknown field of an insert", [{ ...insert, extra: 1 }]),
  bulk("an unknown field of an update", [update({ _id: 1 }, { $set: { n: 1 } }, { extra: 1 })]),
  bulk("an unknown operation", [{ replace: 0, document: {} }]),
  bulk("a replacement of many", [update({}, { n: 1 }, { multi: true })]),
  bulk("an unknown field of the command", [insert], { extra: true }),
  bulk("a name without a collection", [insert], { nsInfo: [{ ns: "app" }] }),
  bulk("a name that may not be", [insert], { nsInfo: [{ ns: "app.$x" }] }),
  bulk("a name with an unknown field", [insert], { nsInfo: [{ ns: "app.x", extra: 1 }] }),
  bulk("no names", [insert], { nsInfo: [] }),
  {
    name: "bulkWrite command: on another database than admin",
    run: async (db) => {
      const command = { bulkWrite: 1, nsInfo: [{ ns: `${db.databaseName}.c` }], ops: [insert] };
      return { answer: await refusal(db.command(command)), ...(await stored(db)) };
    },
  },
  {
    name: "bulkWrite command: without operations or names",
    run: async (db) => {
      const admin = db.client.db("admin");
      return [
        await refusal(admin.command({ bulkWrite: 1, nsInfo: [{ ns: `${db.databaseName}.c` }] })),
        await refusal(admin.command({ bulkWrite: 1, ops: [insert] })),
      ];
    },
  },
];

const inSessions: Check[] = [
  {
    name: "bulkWrite command: sent again it is done once",
    needs: "sessions",
    expected: { same: true, counts: [1, 1], c: [{ _id: 1, n: 2 }], d: [{ _id: 5 }] },
    run: async (db, { uri }) => {
      await db.collection<{ _id: number }>("c").insertOne({ _id: 1, n: 1 } as { _id: number });
      const write = {
        bulkWrite: 1,
        ops: [update({ _id: 1 }, { $inc: { n: 1 } }), { insert: 1, document: { _id: 5 } }],
        nsInfo: [{ ns: `${db.databaseName}.c` }, { ns: `${db.databaseName}.d` }],
        lsid: { id: new BSON.UUID() },
        txnNumber: BSON.Long.fromNumber(1),
        $db: "admin",
      };
      const [first, again] = [await sendRaw(uri, write), await sendRaw(uri, write)];
      const all = (name: string) => db.collection(name).find().sort({ _id: 1 }).toArray();
      return {
        same: isDeepStrictEqual(told(first), told(again)),
        counts: [again.nModified, again.nInserted],
        ...{ c: await all("c"), d: await all("d") },
      };
    },
  },
  {
    name: "bulkWrite command: in a transaction it goes with it",
    needs: "sessions",
    expected: { within: { nErrors: 0, nInserted: 1 }, c: 0, d: 0 },
    run: async (db, { client }) => {
      const names = ["c", "d"];
      for (const name of names) await db.createCollection(name);
      const within = await client.withSession(async (session) => {
        session.startTransaction();
        const nsInfo = names.map((name) => ({ ns: `${db.databaseName}.${name}` }));
        const ops = [
          { insert: 0, document: { _id: 1 } },
          { update: 1, filter: { _id: 2 }, updateMods: { $set: { n: 1 } }, upsert: true },
        ];
        const reply = await client.db("admin").command({ bulkWrite: 1, ops, nsInfo }, { session });
        await session.abortTransaction();
        return { nErrors: reply.nErrors, nInserted: reply.nInserted };
      });
      const [c, d] = [await db.collection("c").countDocuments(), await db.collection("d").countDocuments()];
      return { within, c, d };
    },
  },
];

export const clientBulkWrites: Check[] = [...several, ...refused, ...inSessions];
