import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";
import { Unparseable } from "./registration.ts";
import type { WireObject } from "./wire.ts";

/**
 * XML is the same tree as the JSON with five differences: attributes for class and enabled, a lower-case
 * overriddenstatus, repeated elements for arrays, and metadata keys escaped to be element names.
 */
const shared = { ignoreAttributes: false, attributeNamePrefix: "@_" } as const;
const indented = new XMLBuilder({
  ...shared,
  format: true,
  indentBy: "  ",
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});
const compacted = new XMLBuilder({ ...shared, suppressEmptyNode: true, suppressBooleanAttributes: false });

const parser = new XMLParser({
  ...shared,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // What writes ASCII only has every other letter as a number: &#233; or &#xe9;.
  htmlEntities: true,
  // The library renames or refuses elements called like properties of every object; with a dot none is.
  // An element that closes itself is given it twice.
  transformTagName: (name) => `.${name}`,
});

/** A prefix is a namespace's in the document, and a part of the key in metadata. */
const bareName = (name: string, isKey: boolean): string =>
  isKey || name.startsWith("@_") ? name : name.replace(/^.*:/, "");

function undotted(value: unknown, areKeys = false): unknown {
  if (Array.isArray(value)) return value.map((item) => undotted(item, areKeys));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([dotted, child]) => {
    const name = bareName(dotted.replace(/^\.+/, ""), areKeys);
    return [name, undotted(child, name === "metadata")];
  });
  return Object.fromEntries(entries);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly what XML 1.0 cannot hold
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const clean = (text: string): string => text.toWellFormed().replace(NOT_XML, "\ufffd");

const hex = (unit: string): string => `_.${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** XStream's escaping of names; code unit by code unit, so that any key comes back as it went. */
function toElementName(key: string): string {
  return key
    .split("")
    .map((unit, at) => {
      if (unit === "_") return "__";
      if (unit === "$") return "_-";
      return (at === 0 ? /[A-Za-z]/ : /[A-Za-z0-9.-]/).test(unit) ? unit : hex(unit);
    })
    .join("");
}

const fromElementName = (name: string): string =>
  name.replace(/__|_-|_\.([0-9a-fA-F]{4})/g, (written, code: string | undefined) => {
    if (code) return String.fromCharCode(Number.parseInt(code, 16));
    return written === "__" ? "_" : "$";
  });

const isTree = (value: unknown): value is WireObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function metadataToXml(metadata: WireObject): WireObject {
  const { "@class": kind, ...entries } = metadata;
  if (kind === "java.util.Collections$EmptyMap" && Object.keys(entries).length === 0)
    return { "@_class": kind };
  return Object.fromEntries(
    Object.entries(metadata)
      .filter(([key]) => key !== "")
      .map(([key, value]) => [toElementName(key), clean(String(value))]),
  );
}

function toXmlTree(key: string, value: WireObject[string]): [string, WireObject[string]] {
  if (Array.isArray(value)) return [key, value.map((item) => toXmlTree(key, item)[1] as WireObject)];
  if (!isTree(value)) return [key === "overriddenStatus" ? "overriddenstatus" : key, clean(String(value))];
  if (key === "metadata") return [key, metadataToXml(value)];
  if (key === "port" || key === "securePort")
    return [key, { "@_enabled": value["@enabled"] ?? "", "#text": value.$ ?? "" }];
  const children = Object.entries(value).map(([name, child]) =>
    name === "@class" ? (["@_class", child] as [string, WireObject[string]]) : toXmlTree(name, child),
  );
  return [key, Object.fromEntries(children)];
}

/** `document` has exactly one key, the root. */
export function toXml(document: WireObject, compact = false): string {
  const tree = Object.fromEntries(Object.entries(document).map(([key, value]) => toXmlTree(key, value)));
  return (compact ? compacted : indented).build(tree).trimEnd();
}

type Parsed = Record<string, unknown>;
const asMap = (value: unknown): Parsed =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Parsed) : {};
const upper = (value: unknown): unknown => (typeof value === "string" ? value.toUpperCase() : value);

function portFromXml(value: unknown): unknown {
  if (value === undefined) return undefined;
  const given = asMap(value);
  return typeof value === "string" ? { $: value } : { $: given["#text"], "@enabled": given["@_enabled"] };
}

const metadataFromXml = (value: unknown): Parsed =>
  Object.fromEntries(
    Object.entries(asMap(value))
      .filter(([key]) => !key.startsWith("@_") && key !== "#text")
      .map(([key, item]) => [fromElementName(key), item]),
  );

/** An `<instance>` document as the JSON decoder expects it: `{ instance: ... }`. */
export function registrationFromXml(xml: string): unknown {
  // A registration needs no document type, and entity definitions are how XML is made to explode.
  if (/<!DOCTYPE/i.test(xml) || XMLValidator.validate(xml) !== true) throw new Unparseable("not XML");
  let root: Parsed;
  try {
    root = asMap(undotted(parser.parse(xml)));
  } catch (cause) {
    throw new Unparseable("not XML", { cause });
  }
  const given = asMap(root.instance);
  const center = asMap(given.dataCenterInfo);
  const instance: Parsed = {
    ...given,
    status: upper(given.status),
    overriddenStatus: upper(given.overriddenstatus ?? given.overriddenStatus),
    port: portFromXml(given.port),
    securePort: portFromXml(given.securePort),
    metadata: metadataFromXml(given.metadata),
  };
  if (given.dataCenterInfo !== undefined) {
    instance.dataCenterInfo = {
      "@class": center["@_class"],
      name: center.name,
      metadata: metadataFromXml(center.metadata),
    };
  }
  return "instance" in root ? { instance } : undefined;
}
