import { compileExpression, type Expression, noVars, type Scope } from "../aggregate/expression.ts";
import { isNumber, isTruthy } from "../bson/read.ts";
import { closeDocument, openDocument } from "../bson/tree.ts";
import {
  BsonType,
  elements,
  entries,
  firstName,
  isArray,
  isDocument,
  isEmptyDocument,
  Value,
} from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { MongoError } from "../errors.ts";
import { compileArrayProjection } from "./array-projection.ts";

export type Projection = (doc: Value) => Value;

/** What a projection says of one field: keep it, leave it out, look into it, or compute it. */
type Rule =
  | { kind: "include" | "exclude" }
  | { kind: "nested"; rules: Rules }
  | { kind: "compute"; expression: Expression }
  | { kind: "array"; change: (value: Value | undefined) => Value | undefined };
type Rules = Map<string, Rule>;
type Mode = "inclusion" | "exclusion";

/** Of a `find` (which has `$slice` and `$elemMatch`) or of a `$project` stage (which has not). */
export function compileProjection(spec: Value, now: () => number, inFind = true): Projection | undefined {
  if (isEmptyDocument(spec)) return undefined;
  const rules: Rules = new Map();
  const found: { mode: Mode | undefined; arrays: boolean } = { mode: undefined, arrays: false };
  readRules(spec, rules, "", found, now, inFind);
  const id = rules.get("_id");
  const mode = found.mode ?? (id?.kind === "include" ? "inclusion" : "exclusion");
  if (mode === "inclusion" && !id) rules.set("_id", { kind: "include" });
  return (doc) => {
    const scope: Scope = { root: doc, vars: noVars, now: now() };
    const projected = mode === "inclusion" ? include(doc, rules, scope) : exclude(doc, rules, scope);
    return closeDocument(projected);
  };
}

function readRules(
  spec: Value,
  rules: Rules,
  prefix: string,
  found: { mode: Mode | undefined; arrays: boolean },
  now: () => number,
  inFind: boolean,
): void {
  for (const [name, value] of entries(spec)) {
    const full = prefix + name;
    if (name === "" || name.split(".").some((part) => part === ""))
      throw new MongoError(40352, "FieldPath cannot be constructed with empty string");
    if (inFind && /\.\$$/.test(full))
      throw new MongoError(115, `positional projection '${full}' is not supported by the embedded store`);
    if (name.startsWith("$"))
      throw new MongoError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField. Found '${full}'`,
      );
    const rule = readRule(full, value, found, now, inFind);
    place(rules, name.split("."), rule, full);
  }
}

function readRule(
  full: string,
  value: Value,
  found: { mode: Mode | undefined; arrays: boolean },
  now: () => number,
  inFind: boolean,
): Rule {
  if (isNumber(value) || value.type === BsonType.bool) {
    const kind = isTruthy(value) ? "include" : "exclude";
    if (full !== "_id") settle(found, kind === "include" ? "inclusion" : "exclusion", full);
    return { kind };
  }
  if (isDocument(value) && !firstName(value)?.startsWith("$")) {
    if (isEmptyDocument(value))
      throw new MongoError(
        51270,
        `An empty sub-projection is not a valid value. Found empty object at path '${full}'`,
      );
    const rules: Rules = new Map();
    readRules(value, rules, `${full}.`, found, now, inFind);
    return { kind: "nested", rules };
  }
  const change = inFind ? compileArrayProjection(full, value, now) : undefined;
  if (change) {
    if (change.includes) settle(found, "inclusion", full);
    return { kind: "array", change: change.apply };
  }
  settle(found, "inclusion", full);
  return { kind: "compute", expression: compileExpression(value) };
}

function settle(found: { mode: Mode | undefined }, mode: Mode, path: string): void {
  if (found.mode !== undefined && found.mode !== mode)
    throw mode === "inclusion"
      ? new MongoError(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
      : new MongoError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  found.mode = mode;
}

function place(rules: Rules, parts: string[], rule: Rule, full: string): void {
  const [name, ...rest] = parts as [string, ...string[]];
  const known = rules.get(name);
  if (rest.length === 0 && rule.kind !== "nested") {
    if (known) throw new MongoError(31250, `Path collision at ${full}`);
    rules.set(name, rule);
    return;
  }
  if (known && known.kind !== "nested")
    throw new MongoError(31249, `Path collision at ${full} remaining portion ${rest.join(".")}`);
  const inner: Rules = known?.rules ?? new Map();
  rules.set(name, { kind: "nested", rules: inner });
  if (rest.length > 0) place(inner, rest, rule, full);
  else if (rule.kind === "nested") for (const [field, each] of rule.rules) place(inner, [field], each, full);
}

/** Fields keep the document's order; computed ones that are new follow in the projection's order. */
function include(doc: Value, rules: Rules, scope: Scope): Map<string, Node> {
  const result = new Map<string, Node>();
  for (const [name, value] of openDocument(doc)) {
    const rule = rules.get(name);
    if (!rule || rule.kind === "exclude" || rule.kind === "compute") continue;
    const kept = includeField(value as Value, rule, scope);
    if (kept !== undefined) result.set(name, kept);
  }
  for (const [name, rule] of rules) {
    if (rule.kind === "compute") setOrDrop(result, name, rule.expression(scope));
    else if (rule.kind === "nested" && !result.has(name))
      setOrDrop(result, name, computedOnly(rule.rules, scope));
  }
  return result;
}

function setOrDrop(result: Map<string, Node>, name: string, value: Node | undefined): void {
  if (value !== undefined) result.set(name, value);
}

/** A nested path that the document has not, but that something is computed for. */
function computedOnly(rules: Rules, scope: Scope): Map<string, Node> | undefined {
  const result = new Map<string, Node>();
  let any = false;
  for (const [name, rule] of rules) {
    if (rule.kind === "compute") {
      any = true;
      setOrDrop(result, name, rule.expression(scope));
    } else if (rule.kind === "nested") {
      const inner = computedOnly(rule.rules, scope);
      any ||= inner !== undefined;
      setOrDrop(result, name, inner);
    }
  }
  return any ? result : undefined;
}

function includeField(value: Value, rule: Rule, scope: Scope): Node | undefined {
  if (rule.kind === "include") return value;
  if (rule.kind === "array") return rule.change(value);
  if (rule.kind !== "nested") return undefined;
  if (isDocument(value)) return include(value, rule.rules, scope);
  if (isArray(value))
    return elements(value).flatMap((element) => {
      const kept =
        isDocument(element) || isArray(element)
          ? includeField(element, rule, scope)
          : computedOnly(rule.rules, scope);
      return kept === undefined ? [] : [kept];
    });
  return computedOnly(rule.rules, scope);
}

function exclude(doc: Value, rules: Rules, scope: Scope): Map<string, Node> {
  const result = openDocument(doc);
  for (const [name, rule] of rules) {
    const value = result.get(name);
    if (!(value instanceof Value)) continue;
    const kept = excludeField(value, rule, scope);
    if (kept === undefined) result.delete(name);
    else result.set(name, kept);
  }
  return result;
}

function excludeField(value: Value, rule: Rule, scope: Scope): Node | undefined {
  if (rule.kind === "exclude") return undefined;
  if (rule.kind === "array") return rule.change(value);
  if (rule.kind !== "nested") return value;
  if (isDocument(value)) return exclude(value, rule.rules, scope);
  if (isArray(value)) return elements(value).map((element) => excludeField(element, rule, scope) ?? element);
  return value;
}
