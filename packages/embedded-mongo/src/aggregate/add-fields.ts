import { closeDocument, openDocument } from "../bson/tree.ts";
import { elements, entries, firstName, isArray, isDocument, isEmptyDocument, Value } from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { MongoError } from "../errors.ts";
import { compileExpression, type Expression, noVars, type Scope } from "./expression.ts";

type Additions = Map<string, Expression | Additions>;

/** `$set` and `$addFields`: a nested object adds to what is there, it does not replace it. */
export function compileAddFields(stage: string, spec: Value, now: () => number): (doc: Value) => Value {
  if (!isDocument(spec)) throw new MongoError(40272, `${stage} specification stage must be an object`);
  if (isEmptyDocument(spec))
    throw new MongoError(40177, `${stage} specification must have at least one field`);
  const additions: Additions = new Map();
  read(spec, additions);
  return (doc) => {
    const fields = openDocument(doc);
    addTo(fields, additions, { root: doc, vars: noVars, now: now() });
    return closeDocument(fields);
  };
}

function read(spec: Value, additions: Additions): void {
  for (const [name, value] of entries(spec)) {
    if (name.startsWith("$"))
      throw new MongoError(16410, `FieldPath field names may not start with '$': '${name}'`);
    const parts = name.split(".");
    if (parts.some((part) => part === ""))
      throw new MongoError(15998, `FieldPath field names may not be empty strings: '${name}'`);
    const last = parts.pop()!;
    let at = additions;
    for (const part of parts) at = nested(at, part, name);
    const isObject = isDocument(value) && !isEmptyDocument(value) && !firstName(value)?.startsWith("$");
    if (isObject) read(value, nested(at, last, name));
    else if (at.has(last))
      throw new MongoError(
        40176,
        `Invalid $set :: caused by :: specification contains two conflicting paths: '${name}'`,
      );
    else at.set(last, compileExpression(value));
  }
}

function nested(additions: Additions, name: string, full: string): Additions {
  const known = additions.get(name);
  if (known instanceof Map) return known;
  if (known)
    throw new MongoError(
      40176,
      `Invalid $set :: caused by :: specification contains two conflicting paths: '${full}'`,
    );
  const made: Additions = new Map();
  additions.set(name, made);
  return made;
}

function addTo(fields: Map<string, Node>, additions: Additions, scope: Scope): void {
  for (const [name, addition] of additions) {
    if (addition instanceof Map) fields.set(name, addInside(fields.get(name), addition, scope));
    else {
      const value = addition(scope);
      // $$REMOVE and missing fields take the field away.
      if (value === undefined) fields.delete(name);
      else fields.set(name, value);
    }
  }
}

function addInside(current: Node | undefined, additions: Additions, scope: Scope): Node {
  if (current instanceof Value && isArray(current))
    return elements(current).map((element) => addInside(element, additions, scope));
  const fields =
    current instanceof Value && isDocument(current) ? openDocument(current) : new Map<string, Node>();
  addTo(fields, additions, scope);
  return fields;
}
