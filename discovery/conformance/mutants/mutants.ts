import { answers, deaf, listsOtherwise, path, reads, says, takes, writes } from "./faults.ts";
import type { Fault } from "./faulty-proxy.ts";

export type Mutant = {
  readonly number: number;
  /** What this server does wrong. */
  readonly fault: string;
  /** Between the check and the server. */
  readonly front?: Fault;
  /** Between the server and its peer. */
  readonly back?: Fault;
};

const mutant = (number: number, fault: string, front: Fault): Mutant => ({ number, fault, front });
const behind = (number: number, fault: string, back: Fault): Mutant => ({ number, fault, back });

const CENTER = '{"@class":"com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo","name":"MyOwn"}';
const REGISTER = /^POST .*\/apps\//;
const RENEW = /^PUT (?!.*\/(status|metadata))/;
const STATUS = /^(PUT|DELETE) .*\/status/;
const READ = /^GET /;
const DELTA = /^GET .*\/apps\/delta/;
const BATCH = /^POST .*\/peerreplication/;

function forgetsNothing(): Fault {
  const missing = new Set<string>();
  return {
    reply: (reply, { method, path: asked }) => {
      if (method !== "GET") return;
      if (reply.status === 404) missing.add(asked);
      if (missing.has(asked)) reply.status = 404;
    },
  };
}

const both = (first: Fault, second: Fault): Fault => ({
  request: (request) => {
    first.request?.(request);
    second.request?.(request);
  },
});

export const mutants: readonly Mutant[] = [
  mutant(1, "registers with 200", answers(REGISTER, 204, 200)),
  mutant(2, "keeps the letter case of applications", writes(READ, /"(app|name)":"CHECK/g, '"$1":"check')),
  mutant(
    3,
    "takes any application's instances",
    takes(REGISTER, (request) => {
      const app = request.path.split("/").at(-1) ?? "";
      request.body = Buffer.from(request.body.toString().replace("CHECK-OTHER", app));
    }),
  ),
  mutant(4, "needs no host name", reads(REGISTER, '"ipAddr"', '"hostName":"h","ipAddr"')),
  mutant(5, "needs no address", reads(REGISTER, '"hostName"', '"ipAddr":"1.1.1.1","hostName"')),
  mutant(6, "needs no data center", reads(REGISTER, '"ipAddr"', `"dataCenterInfo":${CENTER},"ipAddr"`)),
  mutant(7, "needs no wrapper", reads(REGISTER, /^(\{"instanceId".*)$/, '{"instance":$1}')),
  mutant(8, "falls over a broken body", answers(REGISTER, 400, 500)),
  mutant(9, "reads XML's status as it is", writes(READ, '"status":"UP"', '"status":"UNKNOWN"')),
  mutant(
    10,
    "takes any type for JSON",
    takes(REGISTER, ({ headers }) => {
      headers["content-type"] = "application/json";
    }),
  ),
  mutant(11, "does not unpack what it is sent", deaf("content-encoding")),
  mutant(12, "does not find a host name", answers(/\/host-/, 200, 404)),
  mutant(13, "writes ports in text", writes(READ, '"$":8080', '"$":"8080"')),
  mutant(14, "leaves out the class", writes(READ, /"@class":"com[^"]*",/g, "")),
  mutant(15, "writes a data center's metadata", writes(READ, '"MyOwn"}', '"MyOwn","metadata":{}}')),
  mutant(16, "takes a lease of nothing", writes(READ, '"durationInSecs":90', '"durationInSecs":0')),
  mutant(
    17,
    "writes times as numbers",
    writes(READ, /"lastDirtyTimestamp":"(\d+)"/g, '"lastDirtyTimestamp":$1'),
  ),
  mutant(18, "says something with a renewal", says(RENEW, 200, "{}")),
  mutant(19, "renews nobody's lease", answers(RENEW, 404, 200)),
  mutant(20, "finds the same time too old", answers(RENEW, 200, 404)),
  mutant(21, "does not look at the time", path(/\?lastDirtyTimestamp=\d+/, "")),
  mutant(22, "finds an older client outdated", answers(RENEW, 200, 404)),
  mutant(23, "takes peers for clients", deaf("x-netflix-discovery-replication")),
  mutant(24, "does not take over an override", path(/&overriddenstatus=\w+/, "")),
  mutant(25, "believes a renewal's status", path(/\?status=DOWN/, "/status?value=DOWN")),
  mutant(26, "reads any time", answers(RENEW, 400, 200)),
  mutant(
    27,
    "lets the older win",
    reads(REGISTER, '"lastDirtyTimestamp":"50"', '"lastDirtyTimestamp":"150"'),
  ),
  mutant(
    28,
    "lets the first win",
    reads(REGISTER, /"second"(.*)"lastDirtyTimestamp":"100"/, '"second"$1"lastDirtyTimestamp":"99"'),
  ),
  mutant(29, "counts service from the last registration", {
    reply: (reply, request) => {
      if (!READ.test(`${request.method} ${request.path}`)) return;
      const text = reply.body.toString();
      const at = /"registrationTimestamp":(\d+)/.exec(text)?.[1] ?? "0";
      reply.body = Buffer.from(text.replace(/"serviceUpTimestamp":\d+/, `"serviceUpTimestamp":${at}`));
    },
  }),
  mutant(30, "cancels what is not there", answers(/^DELETE /, 404, 200)),
  mutant(31, "does not say DELETED", writes(DELTA, "DELETED", "ADDED")),
  mutant(32, "does not say MODIFIED", writes(READ, "MODIFIED", "ADDED")),
  mutant(33, "takes any status", path(/value=foo/, "value=DOWN")),
  mutant(34, "overrides nobody", answers(STATUS, 404, 200)),
  mutant(
    35,
    "forgets an override",
    takes(RENEW, (request) => {
      request.method = "DELETE";
      request.path += "/status?value=UP";
    }),
  ),
  mutant(36, "takes a registration's status", writes(READ, '"status":"OUT_OF_SERVICE"', '"status":"UP"')),
  mutant(37, "holds an override against DOWN", reads(REGISTER, '"status":"DOWN"', '"status":"UP"')),
  mutant(38, "goes UP when an override goes", path(/\/status$/, "/status?value=UP")),
  mutant(39, "goes UNKNOWN when an override goes", path(/\/status\?value=UP$/, "/status")),
  mutant(
    40,
    "lets a client take itself out",
    takes(REGISTER, ({ headers }) => {
      headers["x-netflix-discovery-replication"] = "true";
    }),
  ),
  mutant(41, "stays STARTING", reads(REGISTER, '"status":"UP"', '"status":"STARTING"')),
  mutant(42, "calls it a change", writes(READ, '"actionType":"ADDED"', '"actionType":"MODIFIED"')),
  mutant(43, "replaces metadata", writes(READ, '"z":"9"', '"y":"9"')),
  mutant(44, "escapes keys in JSON", writes(READ, '"my_key"', '"my__key"')),
  mutant(45, "leaves out an empty list", writes(READ, ',"application":[]', "")),
  mutant(46, "writes one as an object", writes(READ, /"instance":\[([^\]]*)\]/g, '"instance":$1')),
  mutant(
    47,
    "writes JSON for anything",
    takes(READ, ({ headers }) => {
      headers.accept = "application/json";
    }),
  ),
  mutant(48, "spells one way", writes(READ, /overriddenstatus/g, "overriddenStatus")),
  mutant(49, "writes empty metadata empty", writes(READ, /\{"@class":"java[^}]*\}/g, "{}")),
  mutant(50, "leaves out the last _", writes(READ, /("apps__hashcode":"[^"]*)_"/g, '$1"')),
  mutant(
    51,
    "tells every change",
    listsOtherwise(DELTA, (all) => [...all, ...all]),
  ),
  mutant(
    52,
    "has a delta of no time",
    listsOtherwise(DELTA, () => []),
  ),
  mutant(53, "has a delta anyway", answers(DELTA, 403, 200)),
  mutant(
    54,
    "does not mind letter case",
    takes(/\/vips\//, (request) => {
      request.path = request.path.replace(/VIP-[0-9A-F]+A$/, (vip) => vip.toLowerCase());
    }),
  ),
  mutant(55, "finds anybody", answers(/\/instances\//, 404, 200)),
  mutant(56, "does not pack", deaf("accept-encoding")),
  mutant(57, "does not know compact", deaf("x-eureka-accept")),
  mutant(58, "minds a slash", answers(/\/apps\/([\w-]+\/)?$/, 200, 404)),
  mutant(59, "writes a field more", writes(READ, /"hostName":/g, '"extra":1,"hostName":')),
  mutant(60, "ends leases early", answers(/^GET \/eureka\/apps\/CHECK/, 200, 404)),
  mutant(
    61,
    "evicts one more",
    listsOtherwise(READ, (all) => (all.length < 100 ? all.slice(1) : all)),
  ),
  mutant(
    62,
    "evicts one more",
    listsOtherwise(READ, (all) => all.slice(1)),
  ),
  behind(63, "does not tell a cancel", reads(BATCH, '"action":"Cancel"', '"action":"Heartbeat"')),
  mutant(
    64,
    "answers in another order",
    writes(BATCH, '"responseList":[{"statusCode":200}', '"responseList":[{"statusCode":404}'),
  ),
  mutant(65, "has no conflicts", writes(BATCH, '"statusCode":409', '"statusCode":200')),
  behind(
    66,
    "tells a batch on",
    reads(
      BATCH,
      /"replicationList":\[(\{.*"id":"(i1-\w+)".*\})\]/,
      '"replicationList":[$1,{"id":"$2-batched"}]',
    ),
  ),
  behind(67, "adds a key to what it tells", reads(BATCH, /"action":/g, '"extra":1,"action":')),
  behind(68, "does not look at a peer's 404", writes(BATCH, '"statusCode":404', '"statusCode":200')),
  behind(69, "does not look at a peer's 409", writes(BATCH, '"statusCode":409', '"statusCode":200')),
  behind(70, "gives up at 503", answers(BATCH, 503, 400)),
  mutant(71, "shows nothing for minutes", answers(/^GET .*\/apps$/, 200, 403)),
  mutant(
    72,
    "writes what it does not know",
    writes(READ, /"hostName":/g, '"extra":{"deeper":1},"hostName":'),
  ),
  mutant(73, "does not decode paths", answers(/%3A/, 200, 404)),
  mutant(
    74,
    "lists later",
    listsOtherwise(/^GET .*\/apps$/, () => []),
  ),
  mutant(75, "remembers who was missing", forgetsNothing()),
  mutant(76, "minds a type without a body", {
    reply: (reply, { method, headers, body }) => {
      if (method === "PUT" && headers["content-type"] && body.length === 0) reply.status = 400;
    },
  }),
  mutant(
    77,
    "leaves out the cloud's metadata",
    writes(READ, /"name":"Amazon","metadata":\{[^}]*\}/g, '"name":"Amazon"'),
  ),
  mutant(78, "gives all one id", writes(READ, /"instanceId":"[^"]*"/g, '"instanceId":"same"')),
  mutant(
    79,
    "has nothing for other regions",
    listsOtherwise(/regions=/, () => []),
  ),
  mutant(80, "says what was not found", says(RENEW, 404, '{"status":404}')),
  mutant(81, "has one base path", answers(/\/eureka\/v2/, 200, 404)),
  mutant(82, "explains itself", says(READ, 404, '{"status":404}')),
  mutant(83, "does not know HEAD", answers(/^HEAD/, 200, 405)),
  mutant(84, "switches groups", answers(/\/asg\//, 400, 200)),
  mutant(85, "does not escape a first digit", writes(READ, /_\.0031/g, "n1")),
  mutant(86, "writes HTML", answers(READ, 406, 200)),
  mutant(87, "does not pack", deaf("accept-encoding")),
  mutant(
    88,
    "reads everything as UTF-8",
    takes(REGISTER, ({ headers }) => {
      headers["content-type"] = "application/json";
    }),
  ),
  mutant(89, "falls over what is no gzip", answers(REGISTER, 400, 500)),
  mutant(90, "unpacks whatever comes", answers(REGISTER, 413, 204)),
  mutant(91, "takes what it is sent", answers(REGISTER, 413, 204)),
  mutant(
    92,
    "reads document types",
    both(reads(REGISTER, /<!DOCTYPE.*\]>/, ""), reads(REGISTER, "&b;", "b")),
  ),
  mutant(93, "loses a key", writes(READ, '"__proto__":"q",', "")),
  mutant(94, "takes any number", answers(REGISTER, 400, 204)),
  mutant(95, "does not count its deltas", writes(DELTA, /"versions__delta":"\d+"/g, '"versions__delta":"1"')),
  mutant(96, "tells old statuses", writes(DELTA, '"status":"OUT_OF_SERVICE"', '"status":"UP"')),
  mutant(97, "does not cancel in batches", reads(BATCH, '"action":"Cancel"', '"action":"Heartbeat"')),
  mutant(98, "takes any batch", answers(BATCH, 400, 200)),
  behind(99, "does not tell a cancel", reads(BATCH, '"action":"Cancel"', '"action":"Heartbeat"')),
  mutant(100, "falls over what is no object", answers(REGISTER, 400, 500)),
];
