import { BSON, type Document } from "mongodb";
import type { Check } from "../check.ts";
import { sendRaw } from "../raw-wire.ts";
import { refusal } from "../refusal.ts";

/** Sends one command twice, as a driver does whose socket fell before the answer, and tells what is stored. */
function resent(label: string, command: Document, expected: unknown): Check {
  return {
    name: `resent write: ${label}`,
    needs: "sessions",
    expected,
    run: async (db, { uri }) => {
      await db.collection<{ _id: number; n: number }>("c").insertMany([
        { _id: 1, n: 1 },
        { _id: 2, n: 1 },
      ]);
      const write = {
        ...command,
        lsid: { id: new BSON.UUID() },
        txnNumber: BSON.Long.fromNumber(1),
        $db: db.databaseName,
      };
      const [first, again] = [await sendRaw(uri, write), await sendRaw(uri, write)];
      const stored = await db.collection("c").find().sort({ _id: 1 }).toArray();
      return { first: outcome(first), again: outcome(again), stored };
    },
  };
}

function outcome({ n, nModified, value, lastErrorObject, upserted, writeErrors }: Document): Document {
  return { n, nModified, value, lastErrorObject, upserted, writeErrors: writeErrors?.length };
}

const before = [
  { _id: 1, n: 1 },
  { _id: 2, n: 1 },
];

export const retriedWrites: Check[] = [
  resent(
    "an insert",
    { insert: "c", documents: [{ _id: 3, n: 1 }] },
    { first: { n: 1 }, again: { n: 1 }, stored: [...before, { _id: 3, n: 1 }] },
  ),
  resent(
    "an $inc",
    { update: "c", updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] },
    { first: { n: 1, nModified: 1 }, again: { n: 1, nModified: 1 }, stored: [{ _id: 1, n: 2 }, before[1]] },
  ),
  resent(
    "a delete of one",
    { delete: "c", deletes: [{ q: { n: 1 }, limit: 1 }] },
    { first: { n: 1 }, again: { n: 1 }, stored: [before[1]] },
  ),
  resent(
    "a findAndModify answers the same document again",
    { findAndModify: "c", query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true },
    {
      first: { value: { _id: 1, n: 2 }, lastErrorObject: { n: 1, updatedExisting: true } },
      again: { value: { _id: 1, n: 2 }, lastErrorObject: { n: 1, updatedExisting: true } },
      stored: [{ _id: 1, n: 2 }, before[1]],
    },
  ),
  resent(
    "a batch of updates",
    { update: "c", updates: [1, 2].map((id) => ({ q: { _id: id }, u: { $inc: { n: 10 } } })) },
    {
      first: { n: 2, nModified: 2 },
      again: { n: 2, nModified: 2 },
      stored: [
        { _id: 1, n: 11 },
        { _id: 2, n: 11 },
      ],
    },
  ),
  {
    name: "resent write: an older number is refused",
    needs: "sessions",
    expected: { refused: { code: 225, labels: undefined } },
    run: async (db, { uri }) => {
      const lsid = { id: new BSON.UUID() };
      const write = (txnNumber: number, _id: number) =>
        sendRaw(uri, {
          insert: "c",
          documents: [{ _id }],
          lsid,
          txnNumber: BSON.Long.fromNumber(txnNumber),
          $db: db.databaseName,
        });
      await write(5, 1);
      return refusal(write(4, 2));
    },
  },
];
