import { closeDocument, openDocument } from "../bson/tree.ts";
import { field, type Value } from "../bson/value.ts";
import { MongoError } from "../errors.ts";
import { compileStage, stageOf } from "./stages.ts";

const allowed = new Set(["$set", "$addFields", "$unset", "$project", "$replaceRoot", "$replaceWith"]);

/** An update given as stages, each of which turns one document into one. */
export function compileUpdatePipeline(stages: Value[], now: () => number): (doc: Value) => Value {
  const compiled = stages.map((stage) => {
    const [name] = stageOf(stage);
    if (!allowed.has(name)) throw new MongoError(72, `${name} is not allowed to be used within an update`);
    return compileStage(stage, now);
  });
  return (doc) => {
    const result = compiled.reduce((docs, stage) => stage(docs), [doc])[0] ?? doc;
    const id = field(doc, "_id");
    if (id === undefined || field(result, "_id") !== undefined) return result;
    return closeDocument(new Map([["_id", id], ...openDocument(result)]));
  };
}
