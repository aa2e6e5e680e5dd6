import { compileStage, type Stage, stageOf, wholeNumber } from "../aggregate/stages.ts";
import { emptyDocument } from "../bson/make.ts";
import { isNumber, readNumber } from "../bson/read.ts";
import { BsonType, documentOf, entries, isDocument, isEmptyDocument, type Value } from "../bson/value.ts";
import { encodeDocument } from "../bson/write.ts";
import { MongoError, notSupported } from "../errors.ts";
import { compileFilter } from "../match/compile.ts";
import { findDocuments, type Query } from "../plan/scan.ts";
import { compileSort } from "../plan/sort.ts";
import { argsOf } from "./args.ts";
import { readCommand } from "./command.ts";

type Pipeline = { query: Query; rest: Stage[]; countsAll: boolean };

/** The first `$match`, `$sort`, `$skip` and `$limit` are a query; what follows works on its documents. */
function compilePipeline(stages: Value[], now: () => number): Pipeline {
  // All stages are compiled, so that a mistake in any of them is found before anything is read.
  const compiled = stages.map((stage) => compileStage(stage, now));
  const query: Query = { filter: emptyDocument, matches: () => true };
  const filters: Value[] = [];
  let at = 0;
  const next = () => (at < stages.length ? stageOf(stages[at]!) : (["", emptyDocument] as const));
  for (let [name, spec] = next(); name === "$match"; [name, spec] = next()) {
    if (!isEmptyDocument(spec)) filters.push(spec);
    at++;
  }
  if (filters.length > 0) {
    const [first] = filters;
    query.filter = filters.length === 1 && first ? first : documentOf(encodeDocument({ $and: filters }));
    query.matches = compileFilter(query.filter, now);
  }
  if (next()[0] === "$sort") query.sort = compileSort(stageOf(stages[at++]!)[1]);
  if (next()[0] === "$skip") query.skip = wholeNumber("$skip", 5107200, stageOf(stages[at++]!)[1]);
  if (next()[0] === "$limit") query.limit = wholeNumber("$limit", 15957, stageOf(stages[at++]!)[1]);
  const countsAll =
    at === stages.length - 1 &&
    filters.length === 0 &&
    !query.skip &&
    !query.limit &&
    isPlainCount(stages[at]!);
  return { query, rest: compiled.slice(at), countsAll };
}

/** What drivers send for countDocuments({}): no need to look at a single document. */
function isPlainCount(stage: Value): boolean {
  const [name, spec] = stageOf(stage);
  if (name !== "$group" || !isDocument(spec)) return false;
  const fields = entries(spec);
  const [id, n] = [fields[0]?.[1], fields[1]?.[1]];
  if (fields.length !== 2 || id?.type !== BsonType.int32 || !n || !isDocument(n)) return false;
  const [sum, one] = entries(n)[0] ?? [];
  return fields[1]?.[0] === "n" && sum === "$sum" && isNumber(one) && readNumber(one) === 1;
}

export const aggregate = readCommand<Value[]>(true, (call) => {
  const { args, db, engine } = call;
  args.allow("pipeline", "cursor", "allowDiskUse", "bypassDocumentValidation", "hint");
  if (args.fields.get("aggregate")?.type !== BsonType.string)
    throw notSupported("an aggregation without a collection");
  const name = args.collection();
  const cursor = args.document("cursor");
  if (!cursor)
    throw new MongoError(
      9,
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  const batchSize = argsOf("cursor", cursor).allow("batchSize").notNegative("batchSize");
  const stages = args.documents("pipeline");
  const { query, rest, countsAll } = compilePipeline(stages, engine.now);
  query.hint = args.value("hint");
  return {
    ask: (connection) => {
      const collection = connection.catalog.find(db, name);
      if (!collection) return rest.reduce((docs, stage) => stage(docs), [] as Value[]);
      if (countsAll && !query.hint) {
        const n = Number(connection.get(`SELECT count(*) FROM c${collection.id}`)?.[0]);
        return n === 0 ? [] : [documentOf(encodeDocument({ _id: 1, n }))];
      }
      const found = findDocuments(connection, collection, query, engine.scanLog, call.deadline).map(
        ({ doc }) => doc,
      );
      return rest.reduce((docs, stage) => stage(docs), found);
    },
    reply: (docs) => engine.cursors.first(`${db}.${name}`, docs, batchSize, false),
  };
});
