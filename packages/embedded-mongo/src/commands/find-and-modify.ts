import { sameBytes } from "../bson/compare.ts";
import { nullValue } from "../bson/make.ts";
import { field, isEmptyDocument, type Value } from "../bson/value.ts";
import { failedToParse } from "../errors.ts";
import { compileFilter } from "../match/compile.ts";
import { compileProjection } from "../project/projection.ts";
import { deleteDocument, insertDocument, replaceDocument } from "../storage/documents.ts";
import { compileUpdate } from "../update/update.ts";
import { buildUpsert } from "../update/upsert.ts";
import { ensureCollection } from "./collections.ts";
import { OK, type WriteCommand } from "./command.ts";
import { search, sortOf } from "./find.ts";

export const findAndModify: WriteCommand = {
  kind: "write",
  inTransaction: true,
  prepare: (call) => {
    const { args, engine, db } = call;
    args.allow(
      "query",
      "sort",
      "remove",
      "update",
      "new",
      "fields",
      "upsert",
      "arrayFilters",
      "bypassDocumentValidation",
      "hint",
    );
    const name = args.collection();
    const filter = args.documentOrEmpty("query");
    const query = {
      filter,
      matches: compileFilter(filter, engine.now),
      sort: sortOf(args),
      limit: 1,
      hint: args.value("hint"),
    };
    const wantsNew = args.flag("new");
    const upsert = args.flag("upsert");
    const removes = args.flag("remove");
    const given = args.value("update");
    if (removes && given) throw failedToParse("Cannot specify both an update and remove=true");
    if (removes && upsert) throw failedToParse("Cannot specify both upsert=true and remove=true");
    if (removes && wantsNew)
      throw failedToParse(
        "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
      );
    if (!removes && !given) throw failedToParse("Either an update or remove=true must be specified");
    const change = given && compileUpdate(given, args.list("arrayFilters"), engine.now);
    const fields = args.documentOrEmpty("fields");
    const project = isEmptyDocument(fields) ? undefined : compileProjection(fields, engine.now);
    const shown = (doc: Value, arrayIndex: number) => (project ? project(doc, arrayIndex) : doc);

    return (connection) => {
      const [old] = search(call, connection, name, query);
      if (!change) {
        if (!old) return { lastErrorObject: { n: 0 }, value: nullValue, ok: OK };
        deleteDocument(connection, connection.catalog.find(db, name)!, old);
        return { lastErrorObject: { n: 1 }, value: shown(old.doc, old.arrayIndex), ok: OK };
      }
      if (!old) {
        if (!upsert) return { lastErrorObject: { n: 0, updatedExisting: false }, value: nullValue, ok: OK };
        const doc = buildUpsert(filter, change, engine.now());
        insertDocument(connection, ensureCollection(connection, db, name), doc);
        return {
          lastErrorObject: { n: 1, updatedExisting: false, upserted: field(doc, "_id")! },
          value: wantsNew ? shown(doc, -1) : nullValue,
          ok: OK,
        };
      }
      const next = change.apply(old.doc, old.arrayIndex, false);
      if (!sameBytes(old.doc, next))
        replaceDocument(connection, connection.catalog.find(db, name)!, old, next);
      return {
        lastErrorObject: { n: 1, updatedExisting: true },
        value: shown(wantsNew ? next : old.doc, old.arrayIndex),
        ok: OK,
      };
    };
  },
};
