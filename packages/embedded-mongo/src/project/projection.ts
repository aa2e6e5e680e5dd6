import {
  compileExpression,
  type Expression,
  noVars,
  refuseUnknownOperator,
  type Scope,
} from "../aggregate/expression.ts";
import { isNumber, isTruthy } from "../bson/read.ts";
import { closeDocument, openDocument } from "../bson/tree.ts";
import {
  BsonType,
  elements,
  entries,
  field,
  firstName,
  isArray,
  isDocument,
  isEmptyDocument,
  Value,
} from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { MongoError } from "../errors.ts";
import { compileArrayProjection, elementMet } from "./array-projection.ts";

/** `arrayIndex` is where the query met an array: what a positional projection shows. */
export type Projection = (doc: Value, arrayIndex?: number) => Value;

/** What a projection says of one field: keep it, leave it out, look into it, or compute it. */
type Rule =
  | { kind: "include" | "exclude" }
  | { kind: "nested"; rules: Rules }
  | { kind: "compute"; expression: Expression }
  | { kind: "array"; last: boolean; change: (value: Value, arrayIndex: number) => Value | undefined };
type Rules = Map<string, Rule>;
type Mode = "inclusion" | "exclusion";
type Findings = { mode: Mode | undefined; positional: boolean };
type Position = { arrayIndex: number };

/** Of a `find` (which has `$slice` and `$elemMatch`) or of a `$project` stage (which has not). */
export function compileProjection(spec: Value, now: () => number, inFind = true): Projection | undefined {
  if (isEmptyDocument(spec)) return undefined;
  const rules: Rules = new Map();
  const found: Findings = { mode: undefined, positional: false };
  readRules(spec, rules, "", found, now, inFind);
  const id = rules.get("_id");
  const mode = found.mode ?? (id?.kind === "include" ? "inclusion" : "exclusion");
  if (mode === "inclusion" && !id) rules.set("_id", { kind: "include" });
  return (doc, arrayIndex = -1) => {
    const scope: Scope & Position = { root: doc, vars: noVars, now: now(), arrayIndex };
    const projected = mode === "inclusion" ? include(doc, rules, scope) : exclude(doc, rules, scope);
    return closeDocument(projected);
  };
}

function readRules(
  spec: Value,
  rules: Rules,
  prefix: string,
  found: Findings,
  now: () => number,
  inFind: boolean,
): void {
  for (const [name, value] of entries(spec)) {
    const full = prefix + name;
    if (name === "" || name.split(".").some((part) => part === ""))
      throw new MongoError(40352, "FieldPath cannot be constructed with empty string");
    if (name.startsWith("$"))
      throw new MongoError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField. Found '${full}'`,
      );
    const positional = inFind && name.endsWith(".$");
    const rule = positional ? positionalRule(full, value, found) : readRule(full, value, found, now, inFind);
    place(rules, (positional ? name.slice(0, -2) : name).split("."), rule, full);
  }
}

/** `{"items.$": 1}`: of that array only the element which the query met. */
function positionalRule(full: string, value: Value, found: Findings): Rule {
  if (!isTruthy(value)) throw new MongoError(31395, "positional projection cannot be used with exclusion");
  if (found.positional)
    throw new MongoError(31276, "Cannot specify more than one positional projection per query.");
  found.positional = true;
  settle(found, "inclusion", full);
  return { kind: "array", last: false, change: elementMet };
}

function readRule(full: string, value: Value, found: Findings, now: () => number, inFind: boolean): Rule {
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
    return { kind: "array", last: change.last, change: change.apply };
  }
  settle(found, "inclusion", full);
  refuseUnknownOperator(value);
  return { kind: "compute", expression: compileExpression(value) };
}

function settle(found: Findings, mode: Mode, path: string): void {
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

/** Fields keep the document's order; computed ones and `$elemMatch` follow in the projection's. */
function include(doc: Value, rules: Rules, scope: Scope & Position): Map<string, Node> {
  const result = new Map<string, Node>();
  for (const [name, value] of openDocument(doc)) {
    const rule = rules.get(name);
    if (!rule || rule.kind === "exclude" || rule.kind === "compute" || comesLast(rule)) continue;
    const kept = includeField(value as Value, rule, scope);
    if (kept !== undefined) result.set(name, kept);
  }
  for (const [name, rule] of rules) {
    if (rule.kind === "compute") setOrDrop(result, name, rule.expression(scope));
    else if (comesLast(rule)) setOrDrop(result, name, changedField(doc, name, rule, scope));
    else if (rule.kind === "nested" && !result.has(name))
      setOrDrop(result, name, computedOnly(rule.rules, scope));
  }
  return result;
}

const comesLast = (rule: Rule): rule is Rule & { kind: "array" } => rule.kind === "array" && rule.last;

function changedField(doc: Value, name: string, rule: Rule & { kind: "array" }, scope: Position) {
  const value = field(doc, name);
  return value && rule.change(value, scope.arrayIndex);
}

function setOrDrop(result: Map<string, Node>, name: string, value: Node | undefined): void {
  if (value !== undefined) result.set(name, value);
}

/** A nested path that the document has not, but that something is computed for. */
function computedOnly(rules: Rules, scope: Scope & Position): Map<string, Node> | undefined {
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

function includeField(value: Value, rule: Rule, scope: Scope & Position): Node | undefined {
  if (rule.kind === "include") return value;
  if (rule.kind === "array") return rule.change(value, scope.arrayIndex);
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

function exclude(doc: Value, rules: Rules, scope: Scope & Position): Map<string, Node> {
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

function excludeField(value: Value, rule: Rule, scope: Scope & Position): Node | undefined {
  if (rule.kind === "exclude") return undefined;
  if (rule.kind === "array") return rule.change(value, scope.arrayIndex);
  if (rule.kind !== "nested") return value;
  if (isDocument(value)) return exclude(value, rule.rules, scope);
  if (isArray(value)) return elements(value).map((element) => excludeField(element, rule, scope) ?? element);
  return value;
}
