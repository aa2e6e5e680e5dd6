import type { ClientSession, Schema } from "mongoose";
import mongoose from "mongoose";
import { matches } from "./matches.ts";

export type Doc = { _id: string } & Record<string, unknown>;
type Filter = Record<string, unknown>;
type Update = { $set?: object; $inc?: Record<string, number>; $setOnInsert?: object };
type Options = { session?: ClientSession; upsert?: boolean };

/** What one transaction has written and nobody else sees yet; undefined is deleted. */
export type Draft = Map<Map<string, Doc>, Map<string, Doc | undefined>>;
export type DraftOf = (session: ClientSession | undefined) => Draft | undefined;

/**
 * As much of a mongoose model as the services' stores ask for, over a map: filters, updates by `$set`, `$inc` and
 * `$setOnInsert`, unique indexes as the schema has them. Who reads past a transaction sees what was committed.
 */
export function createMemoryModel(name: string, schema: Schema, docs: Map<string, Doc>, draftOf: DraftOf) {
  const uniques = schema
    .indexes()
    .flatMap(([fields, options]) =>
      options?.unique === true
        ? [{ fields: Object.keys(fields), only: (options.partialFilterExpression ?? {}) as Filter }]
        : [],
    );

  const seen = (session?: ClientSession): Doc[] => {
    const own = draftOf(session)?.get(docs);
    if (!own) return [...docs.values()];
    const kept = [...docs.values()].filter(({ _id }) => !own.has(_id));
    return [...kept, ...[...own.values()].filter((doc) => doc !== undefined)];
  };
  const found = (filter: Filter, session?: ClientSession): Doc[] => {
    if (typeof filter._id === "string") {
      const own = draftOf(session)?.get(docs);
      const doc = own?.has(filter._id) ? own.get(filter._id) : docs.get(filter._id);
      return doc && matches(doc, filter) ? [doc] : [];
    }
    return seen(session).filter((doc) => matches(doc, filter));
  };

  function put(id: string, doc: Doc | undefined, session?: ClientSession): void {
    if (doc) refuseTaken(doc, session);
    const draft = draftOf(session);
    if (!draft) {
      if (doc) docs.set(id, doc);
      else docs.delete(id);
      return;
    }
    const own = draft.get(docs) ?? new Map<string, Doc | undefined>();
    draft.set(docs, own.set(id, doc));
  }

  function refuseTaken(doc: Doc, session?: ClientSession): void {
    for (const { fields, only } of uniques) {
      if (!matches(doc, only)) continue;
      const same = Object.fromEntries(fields.map((field) => [field, doc[field] ?? null]));
      if (found({ ...only, ...same }, session).some(({ _id }) => _id !== doc._id)) throw duplicate();
    }
  }

  function insert(doc: Doc, session?: ClientSession): void {
    if (found({ _id: doc._id }, session).length > 0) throw duplicate();
    put(doc._id, doc, session);
  }

  function change(filter: Filter, update: Update, { session, upsert }: Options): Doc | undefined {
    const [before] = found(filter, session);
    if (!before && !upsert) return undefined;
    const fresh = { _id: String(filter._id), ...update.$setOnInsert };
    const base: Doc = before ?? fresh;
    const after: Doc = { ...base, ...update.$set };
    for (const [field, by] of Object.entries(update.$inc ?? {})) {
      if (field.includes(".")) continue;
      after[field] = Number(after[field] ?? 0) + by;
    }
    put(after._id, after, session);
    return after;
  }

  function updateOne(filter: Filter, update: Update, options: Options = {}) {
    const isThere = found(filter, options.session).length > 0;
    const after = change(filter, update, options);
    return { matchedCount: isThere ? 1 : 0, upsertedCount: after && !isThere ? 1 : 0 };
  }

  const byId = (_id: string): Filter => ({ _id });
  return {
    collection: { collectionName: name },
    find: (filter: Filter = {}, _fields?: unknown, { session }: Options = {}) =>
      query(session, (s) => found(filter, s)),
    findOne: (filter: Filter, _fields?: unknown, { session }: Options = {}) =>
      one(query(session, (s) => found(filter, s))),
    findById: (id: string, _fields?: unknown, { session }: Options = {}) =>
      one(query(session, (s) => found(byId(id), s))),
    exists: (filter: Filter) => one(query(undefined, (s) => found(filter, s))),
    countDocuments: async (filter: Filter, { session }: Options = {}) => found(filter, session).length,
    async create(list: Doc[], { session }: Options = {}) {
      for (const doc of list) insert({ ...doc }, session);
    },
    async replaceOne(filter: Filter, doc: object, { session }: Options = {}) {
      const [before] = found(filter, session);
      if (before) put(before._id, { ...doc, _id: before._id }, session);
      return { matchedCount: before ? 1 : 0, upsertedCount: 0 };
    },
    updateOne: async (filter: Filter, update: Update, options: Options = {}) =>
      updateOne(filter, update, options),
    findByIdAndUpdate: (id: string, update: Update, options: Options = {}) => {
      const after = change(byId(id), update, options);
      return one(query(options.session, () => (after ? [after] : [])));
    },
    async deleteOne(filter: Filter, { session }: Options = {}) {
      const [before] = found(filter, session);
      if (before) put(before._id, undefined, session);
      return { deletedCount: before ? 1 : 0 };
    },
    async deleteMany(filter: Filter, { session }: Options = {}) {
      for (const { _id } of found(filter, session)) put(_id, undefined, session);
    },
  };
}

const duplicate = () => new mongoose.mongo.MongoServerError({ message: "duplicate key", code: 11000 });

type Run = (session: ClientSession | undefined) => Doc[];

function query(session: ClientSession | undefined, run: Run, order: Record<string, 1 | -1> = {}) {
  const sorted = () => {
    const all = run(session);
    return Object.keys(order).length === 0 ? all : all.toSorted((a, b) => compare(a, b, order));
  };
  return {
    sort: (by: Record<string, 1 | -1>) => query(session, run, by),
    limit: (most: number) => query(session, (s) => run(s).slice(0, most), order),
    session: (own: ClientSession) => query(own, run, order),
    lean: async () => sorted(),
    list: sorted,
  };
}
type Query = ReturnType<typeof query>;

/** The first of what a query finds, however it is asked for. */
function one(all: Query) {
  const first = async () => all.list()[0] ?? null;
  return {
    sort: (by: Record<string, 1 | -1>) => one(all.sort(by)),
    session: (own: ClientSession) => one(all.session(own)),
    lean: first,
    // biome-ignore lint/suspicious/noThenProperty: mongoose's own queries are awaited like this.
    then: <T, E>(done: (doc: Doc | null) => T, failed?: (error: unknown) => E) => first().then(done, failed),
  };
}

function compare(a: Doc, b: Doc, order: Record<string, 1 | -1>): number {
  for (const [field, direction] of Object.entries(order)) {
    const [left, right] = [a[field] as string | number, b[field] as string | number];
    if (left !== right) return left < right ? -direction : direction;
  }
  return 0;
}
