import { makeDouble, makeInt32, makeInt64, makeString } from "../bson/make.ts";
import { isNumber, isTruthy, readNumber } from "../bson/read.ts";
import type { Value } from "../bson/value.ts";
import type { Encodable } from "../bson/write.ts";
import { MongoError, typeMismatch } from "../errors.ts";
import type { Connection } from "../storage/connection.ts";
import { Args, argsOf } from "./args.ts";
import { type Call, OK, type Reply, type WriteCommand } from "./command.ts";
import {
  endsCommand,
  insertOne,
  type Outcome,
  readDelete,
  readUpdate,
  removeOne,
  updateOne,
} from "./writes.ts";

type Kind = "insert" | "update" | "delete";
type Run = (connection: Connection) => Outcome;
type Operation = { kind: Kind; run: Run };

const fieldsOf: Record<Kind, string[]> = {
  insert: ["document"],
  update: ["filter", "updateMods", "multi", "upsert", "arrayFilters", "hint"],
  delete: ["filter", "multi", "hint"],
};
const FAILED = makeDouble(0);
const sums = { insert: "nInserted", update: "nMatched", delete: "nDeleted" } as const;

/** Writes to any number of collections, one after another; as MongoDB has it since 8.0. */
export const bulkWrite: WriteCommand = {
  kind: "write",
  inTransaction: true,
  prepare: (call) => {
    const { args } = call;
    args.allow("ops", "nsInfo", "ordered", "errorsOnly", "bypassDocumentValidation", "cursor");
    if (call.db !== "admin")
      throw new MongoError(13, "bulkWrite may only be run against the admin database.");
    const targets = args.documents("nsInfo").map((info) => targetOf(call, info));
    const operations = args.documents("ops").map((doc) => operationOf(targets, doc));
    if (operations.length < 1 || operations.length > 100_000)
      throw new MongoError(
        16,
        `Write batch sizes must be between 1 and 100000. Got ${operations.length} operations.`,
      );
    const ordered = args.flag("ordered", true);
    const errorsOnly = args.flag("errorsOnly");
    return (connection) => runAll(connection, operations, { ordered, errorsOnly });
  },
};

type Target = { within: Call; name: string };

function targetOf(call: Call, info: Value): Target {
  const args = argsOf("nsInfo", info).allow("ns");
  const ns = args.string("ns");
  const dot = ns.indexOf(".");
  if (dot < 1 || dot === ns.length - 1) throw new MongoError(73, `Invalid namespace specified '${ns}'`);
  const collection = makeString(ns.slice(dot + 1));
  const name = new Args("bulkWrite", new Map([["bulkWrite", collection]])).collection();
  return { within: { ...call, db: ns.slice(0, dot) }, name };
}

function operationOf(targets: Target[], doc: Value): Operation {
  const args = argsOf("ops", doc);
  const kind = (["insert", "update", "delete"] as const).find((one) => args.fields.has(one));
  if (!kind) throw new MongoError(40415, "BSON field 'bulkWrite.ops' has an unknown operation.");
  args.allow(kind, ...fieldsOf[kind]);
  const at = args.fields.get(kind);
  if (!at || !isNumber(at))
    throw typeMismatch(`BSON field 'bulkWrite.ops.${kind}' is the wrong type, expected type 'int'`);
  const target = targets[readNumber(at)];
  if (!target) throw new MongoError(2, `BulkWrite ops entry has an invalid nsInfo index.`);
  const { within, name } = target;
  if (kind === "insert") {
    const document = args.document("document");
    if (!document)
      throw new MongoError(40414, "BSON field 'bulkWrite.ops.document' is missing but a required field");
    return { kind, run: (connection) => insertOne(within, connection, name, document) };
  }
  const renamed = renamedFields(args, kind);
  if (kind === "update") {
    const statement = readUpdate(renamed);
    return { kind, run: (connection) => updateOne(within, connection, name, statement) };
  }
  const statement = readDelete(renamed);
  return { kind, run: (connection) => removeOne(within, connection, name, statement) };
}

/** The fields of a statement as the commands for one collection call them. */
function renamedFields({ fields }: Args, kind: Kind): Args {
  const names: Record<string, string> = { filter: "q", updateMods: "u" };
  const all = [...fields].filter(([name]) => name !== kind);
  const statement = new Map(all.map(([name, value]) => [names[name] ?? name, value]));
  if (kind === "delete") {
    const multi = statement.get("multi");
    statement.delete("multi");
    const isMany = multi !== undefined && isTruthy(multi);
    statement.set("limit", makeInt32(isMany ? 0 : 1));
  }
  return new Args(kind === "delete" ? "deletes" : "updates", statement);
}

type Ways = { ordered: boolean; errorsOnly: boolean };

function runAll(connection: Connection, operations: Operation[], { ordered, errorsOnly }: Ways): Reply {
  const done = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
  const results: Encodable[] = [];
  for (const [idx, { kind, run }] of operations.entries()) {
    try {
      const { n, nModified, upserted } = run(connection);
      if (upserted) done.nUpserted += 1;
      else done[sums[kind]] += n;
      done.nModified += nModified ?? 0;
      if (errorsOnly) continue;
      const changed = kind === "update" ? { nModified: nModified ?? 0 } : {};
      results.push({ ok: OK, idx, n, ...changed, ...(upserted && { upserted: { _id: upserted } }) });
    } catch (error) {
      if (!(error instanceof MongoError) || endsCommand(error)) throw error;
      done.nErrors += 1;
      const { code, message, extra } = error;
      const changed = kind === "update" ? { nModified: 0 } : {};
      results.push({ ok: FAILED, idx, code, errmsg: message, ...(extra as Reply), n: 0, ...changed });
      if (ordered) break;
    }
  }
  return {
    cursor: { id: makeInt64(0n), firstBatch: results, ns: "admin.$cmd.bulkWrite" },
    ...done,
    ok: OK,
  };
}
