import type { Collection, Db, Document, Filter, FindOptions, IndexDescription, UpdateOptions } from "mongodb";
import type { Check } from "./check.ts";
import { refusalOf } from "./refusal.ts";

/** An index as createIndexes takes it. */
export type Index = { key: Document; name: string } & Omit<IndexDescription, "key">;

type Find = { filter?: Document; sort?: Document } & Omit<FindOptions, "sort">;

/** Numbers keep their BSON type in what is read, or an int answered as a double would go unseen. */
export function exact(db: Db, name = "c"): Collection<Document> {
  return db.collection(name, { promoteValues: false, promoteLongs: false, promoteBuffers: false });
}

export async function filled(
  db: Db,
  documents: Document[],
  indexes: Index[] = [],
): Promise<Collection<Document>> {
  const collection = exact(db);
  if (documents.length > 0) await collection.insertMany(documents.map((document) => ({ ...document })));
  if (indexes.length > 0) await collection.createIndexes(indexes as IndexDescription[]);
  return collection;
}

/** A table of filters over one set of documents: each answers with the ids it matches. */
export function matching(
  topic: string,
  documents: Document[],
  filters: Record<string, Document>,
  indexes: Index[] = [],
): Check[] {
  return Object.entries(filters).map(([label, filter]) => ({
    name: `${topic}: ${label}`,
    run: async (db) => {
      const found = await filled(db, documents, indexes);
      const rows = await found.find(filter as Filter<Document>).toArray();
      return rows.map((row) => Number(row._id)).sort((a, b) => a - b);
    },
  }));
}

/** A table of whole finds (sort, skip, limit, projection): each answers with the documents in order. */
export function finding(
  topic: string,
  documents: Document[],
  finds: Record<string, Find>,
  indexes: Index[] = [],
): Check[] {
  return Object.entries(finds).map(([label, { filter, ...options }]) => ({
    name: `${topic}: ${label}`,
    run: async (db) => {
      const found = await filled(db, documents, indexes);
      return found.find((filter ?? {}) as Filter<Document>, options as FindOptions).toArray();
    },
  }));
}

interface UpdateCase extends UpdateOptions {
  on: Document | Document[];
  where?: Document;
  update: Document | Document[];
  many?: boolean;
}

/** A table of updates: each answers with the counts, or the refusal, and with what is stored afterwards. */
export function updating(topic: string, cases: Record<string, UpdateCase>): Check[] {
  return Object.entries(cases).map(([label, { on, where, update, many, ...options }]) => ({
    name: `${topic}: ${label}`,
    run: async (db) => {
      const collection = await filled(db, [on].flat());
      const filter = (where ?? {}) as Filter<Document>;
      const counts = await (many
        ? collection.updateMany(filter, update, options)
        : collection.updateOne(filter, update, options)
      ).then(({ matchedCount, modifiedCount, upsertedCount, upsertedId }) => {
        return { matchedCount, modifiedCount, upsertedCount, upsertedId };
      }, refusalOf);
      return { counts, stored: await collection.find().sort({ _id: 1 }).toArray() };
    },
  }));
}

/** A table of pipelines over one set of documents: each answers with its rows, in order. */
export function aggregating(
  topic: string,
  documents: Document[],
  pipelines: Record<string, Document[]>,
): Check[] {
  return Object.entries(pipelines).map(([label, pipeline]) => ({
    name: `${topic}: ${label}`,
    run: async (db) => (await filled(db, documents)).aggregate(pipeline).toArray(),
  }));
}
