import assert from "node:assert/strict";
import { XMLParser, XMLValidator } from "fast-xml-parser";

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function fieldsOf(value: unknown, what: string): Fields {
  assert.ok(isFields(value), `${what} is no object`);
  return value;
}

/** The five statuses; anything else makes Spring's clients refuse the whole answer. */
const STATUSES = ["UP", "DOWN", "STARTING", "OUT_OF_SERVICE", "UNKNOWN"];
const INSTANCE = new Set(
  `instanceId hostName app ipAddr sid status overriddenStatus port securePort countryId dataCenterInfo leaseInfo
  metadata appGroupName homePageUrl statusPageUrl healthCheckUrl secureHealthCheckUrl vipAddress secureVipAddress
  isCoordinatingDiscoveryServer lastUpdatedTimestamp lastDirtyTimestamp actionType asgName`.split(/\s+/),
);
const LEASE = [
  "renewalIntervalInSecs",
  "durationInSecs",
  "registrationTimestamp",
  "lastRenewalTimestamp",
  "evictionTimestamp",
  "serviceUpTimestamp",
];

/** All instances of a reply, whatever they are wrapped in. */
export function instancesOf(document: unknown): Fields[] {
  if (Array.isArray(document)) return document.flatMap(instancesOf);
  if (!isFields(document)) return [];
  return "hostName" in document ? [document] : Object.values(document).flatMap(instancesOf);
}

export function onlyInstance(document: unknown): Fields {
  const found = instancesOf(document);
  assert.equal(found.length, 1, `${found.length} instances instead of one`);
  return found[0]!;
}

export const withId = (document: unknown, id: string): Fields[] =>
  instancesOf(document).filter(({ instanceId }) => instanceId === id);

function strictPort(value: unknown, what: string): void {
  const port = fieldsOf(value, what);
  assert.deepEqual(Object.keys(port).sort(), ["$", "@enabled"], `${what} has other fields`);
  assert.equal(typeof port.$, "number", `${what}.$ is no number`);
  assert.ok(port["@enabled"] === "true" || port["@enabled"] === "false", `${what} is not "true" or "false"`);
}

/** As a mapper with "fail on unknown properties" reads it, which Spring's transports are. */
export function strictInstance(instance: Fields): void {
  for (const [key, value] of Object.entries(instance)) {
    assert.ok(INSTANCE.has(key), `an instance has the unknown field ${key}`);
    assert.notEqual(value, null, `${key} is null`);
  }
  for (const key of ["hostName", "app", "ipAddr", "isCoordinatingDiscoveryServer", "lastUpdatedTimestamp"]) {
    assert.equal(typeof instance[key], "string", `${key} is no text`);
  }
  assert.equal(typeof instance.lastDirtyTimestamp, "string", "lastDirtyTimestamp is no text");
  assert.ok(STATUSES.includes(String(instance.status)), `status ${instance.status}`);
  assert.ok(STATUSES.includes(String(instance.overriddenStatus)), `override ${instance.overriddenStatus}`);
  assert.equal(typeof instance.countryId, "number", "countryId is no number");
  strictPort(instance.port, "port");
  strictPort(instance.securePort, "securePort");
  const center = fieldsOf(instance.dataCenterInfo, "dataCenterInfo");
  const isAmazon = center.name === "Amazon";
  assert.deepEqual(
    Object.keys(center).sort(),
    isAmazon ? ["@class", "metadata", "name"] : ["@class", "name"],
  );
  const lease = fieldsOf(instance.leaseInfo, "leaseInfo");
  assert.deepEqual(Object.keys(lease).sort(), [...LEASE].sort(), "leaseInfo has other fields");
  for (const key of LEASE) assert.equal(typeof lease[key], "number", `leaseInfo.${key} is no number`);
  for (const [key, value] of Object.entries(fieldsOf(instance.metadata, "metadata"))) {
    assert.equal(typeof value, "string", `metadata.${key} is no text`);
  }
}

export function strictApplication(value: unknown): void {
  const application = fieldsOf(value, "an application");
  assert.deepEqual(Object.keys(application).sort(), ["instance", "name"], "an application has other fields");
  assert.equal(typeof application.name, "string");
  assert.ok(Array.isArray(application.instance), "instance is no array");
  for (const instance of application.instance) strictInstance(fieldsOf(instance, "an instance"));
}

export function strictApplications(document: unknown): void {
  const root = fieldsOf(document, "the reply");
  assert.deepEqual(Object.keys(root), ["applications"]);
  const applications = fieldsOf(root.applications, "applications");
  assert.deepEqual(Object.keys(applications).sort(), ["application", "apps__hashcode", "versions__delta"]);
  assert.equal(typeof applications.versions__delta, "string");
  assert.equal(typeof applications.apps__hashcode, "string");
  assert.ok(Array.isArray(applications.application), "application is no array");
  for (const application of applications.application) strictApplication(application);
}

/** Counts per status, names sorted, as every client computes it to compare with what it is told. */
export function hashOf(instances: readonly Fields[]): string {
  const statuses = instances.map(({ status }) => String(status)).sort();
  return [...Map.groupBy(statuses, (status) => status)]
    .map(([status, all]) => `${status}_${all.length}_`)
    .join("");
}

export const headOf = (document: unknown): { hash: unknown; version: unknown } => {
  const { applications } = fieldsOf(document, "the reply");
  const head = fieldsOf(applications, "applications");
  return { hash: head.apps__hashcode, version: head.versions__delta };
};

/** Dotted, because the library refuses elements called like properties of every object. */
const xmlReader = new XMLParser({ ignoreAttributes: false, transformTagName: (name) => `.${name}` });

/** The names of the first two levels; throws when it is not XML. */
export function parseXml(text: string): { root: string; children: string[] } {
  const verdict = XMLValidator.validate(text);
  assert.equal(verdict, true, `not XML: ${JSON.stringify(verdict).slice(0, 200)}`);
  const [[root = "", inner] = []] = Object.entries(fieldsOf(xmlReader.parse(text), "the XML"));
  const children = isFields(inner) ? Object.keys(inner).map((name) => name.slice(1)) : [];
  return { root: root.slice(1), children };
}
