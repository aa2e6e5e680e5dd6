import { emptyDocument } from "../bson/make.ts";
import { isNumber, isTruthy, readNumber, readString, typeName } from "../bson/read.ts";
import {
  BsonType,
  elements,
  entries,
  field,
  isArray,
  isDocument,
  isEmptyDocument,
  type Value,
} from "../bson/value.ts";
import { MongoError, notSupported, typeMismatch } from "../errors.ts";

/** Fields any command may carry; sessions and concerns are looked at by the dispatcher. */
const generic = new Set([
  "lsid",
  "txnNumber",
  "autocommit",
  "startTransaction",
  "$db",
  "$readPreference",
  "$clusterTime",
  "readConcern",
  "writeConcern",
  "comment",
  "maxTimeMS",
]); // prettier-ignore

/** Known to MongoDB, refused here by name unless the value asks for nothing special. */
const neutral: Record<string, (value: Value) => boolean> = {
  collation: (value) => {
    const locale = field(value, "locale");
    return (
      isDocument(value) &&
      (isEmptyDocument(value) || (locale?.type === BsonType.string && readString(locale) === "simple"))
    );
  },
  let: (value) => isDocument(value) && isEmptyDocument(value),
  tailable: (value) => !isTruthy(value),
  awaitData: (value) => !isTruthy(value),
  returnKey: (value) => !isTruthy(value),
  showRecordId: (value) => !isTruthy(value),
  explain: (value) => !isTruthy(value),
  capped: (value) => !isTruthy(value),
  min: (value) => isDocument(value) && isEmptyDocument(value),
  max: (value) => isDocument(value) && isEmptyDocument(value),
};

const known = new Set([
  ...Object.keys(neutral),
  "hint",
  "min",
  "max",
  "apiVersion",
  "apiStrict",
  "apiDeprecationErrors",
  "encryptionInformation",
  "sampleId",
  "validator",
  "validationLevel",
  "validationAction",
  "viewOn",
  "pipeline",
  "timeseries",
  "clusteredIndex",
  "changeStreamPreAndPostImages",
  "storageEngine",
  "indexOptionDefaults",
  "size",
  "max",
  "expireAfterSeconds",
]); // prettier-ignore

/** The fields of a command or of one statement in it, read with their types checked. */
export class Args {
  readonly name: string;
  readonly fields: Map<string, Value>;

  constructor(name: string, fields: Map<string, Value>) {
    this.name = name;
    this.fields = fields;
  }

  /** Everything not allowed here is an error that names it. `ignorable` fields change no answer. */
  allow(...allowed: string[]): this {
    for (const [name, value] of this.fields) {
      if (name === this.name || generic.has(name) || allowed.includes(name)) continue;
      if (neutral[name]?.(value)) continue;
      if (known.has(name)) throw notSupported(`${this.name} option '${name}'`);
      throw new MongoError(40415, `BSON field '${this.name}.${name}' is an unknown field.`);
    }
    return this;
  }

  value(name: string): Value | undefined {
    const value = this.fields.get(name);
    return value?.type === BsonType.null ? undefined : value;
  }

  document(name: string): Value | undefined {
    const value = this.value(name);
    if (value !== undefined && !isDocument(value)) throw this.#wrongType(name, value, "object");
    return value;
  }

  documentOrEmpty(name: string): Value {
    return this.document(name) ?? emptyDocument;
  }

  list(name: string): Value[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!isArray(value)) throw this.#wrongType(name, value, "array");
    return elements(value);
  }

  documents(name: string): Value[] {
    const list = this.list(name);
    if (!list)
      throw new MongoError(40414, `BSON field '${this.name}.${name}' is missing but a required field`);
    for (const value of list) if (!isDocument(value)) throw this.#wrongType(name, value, "object");
    return list;
  }

  string(name: string): string {
    const value = this.value(name);
    if (value?.type !== BsonType.string) throw this.#wrongType(name, value, "string");
    return readString(value);
  }

  flag(name: string, otherwise = false): boolean {
    const value = this.value(name);
    if (value === undefined) return otherwise;
    if (value.type !== BsonType.bool && !isNumber(value)) throw this.#wrongType(name, value, "bool");
    return isTruthy(value);
  }

  count(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const n = isNumber(value) ? readNumber(value) : Number.NaN;
    if (!Number.isSafeInteger(n)) throw this.#wrongType(name, value, "long");
    return n;
  }

  notNegative(name: string): number | undefined {
    const n = this.count(name);
    if (n !== undefined && n < 0)
      throw new MongoError(51024, `BSON field '${name}' value must be >= 0, actual value '${n}'`);
    return n;
  }

  /** The collection a command is about. */
  collection(): string {
    const value = this.fields.get(this.name);
    if (value?.type !== BsonType.string)
      throw new MongoError(73, `collection name has invalid type ${typeName(value)}`);
    const name = readString(value);
    if (
      name === "" ||
      name.includes("\0") ||
      name.includes("$") ||
      name.startsWith(".") ||
      name.startsWith("system.")
    )
      throw new MongoError(73, `Invalid collection name: '${name}'`);
    return name;
  }

  #wrongType(name: string, value: Value | undefined, wanted: string): MongoError {
    if (value === undefined)
      return new MongoError(40414, `BSON field '${this.name}.${name}' is missing but a required field`);
    return typeMismatch(
      `BSON field '${this.name}.${name}' is the wrong type '${typeName(value)}', expected type '${wanted}'`,
    );
  }
}

export const argsOf = (name: string, doc: Value) => new Args(name, new Map(entries(doc)));
