import assert from "node:assert/strict";
import { test } from "node:test";
import { isStoreUri, storesFor, withDatabase } from "./databases.ts";

const uri = "mongodb://a:27017,b:27018,c:27019/?replicaSet=rs0";

test("without an address every service keeps its file", () => {
  assert.deepEqual(storesFor("/tmp/one", {}), {});
});

test("each service has a database, of this run and of this data folder", () => {
  const told = { STORE_URI: uri, STORE_RUN: "r1" };
  const one = storesFor("/tmp/one", told);
  assert.deepEqual(Object.keys(one).sort(), ["barista", "member", "menu", "order"]);
  assert.match(
    one.order?.STORE ?? "",
    /^mongodb:\/\/a:27017,b:27018,c:27019\/siren-journeys-r1-[0-9a-f]{8}-order\?replicaSet=rs0$/,
  );
  assert.deepEqual(storesFor("/tmp/one", told), one, "a second stack over the folder finds what was there");
  assert.notDeepEqual(storesFor("/tmp/two", told), one);
});

test("who signs in goes on to do so by the same database", () => {
  assert.equal(withDatabase("mongodb://u:p@a/", "d"), "mongodb://u:p@a/d?authSource=admin");
  assert.equal(withDatabase("mongodb://u:p@a/people", "d"), "mongodb://u:p@a/d?authSource=people");
  assert.equal(withDatabase("mongodb+srv://u:p@a/?authSource=x", "d"), "mongodb+srv://u:p@a/d?authSource=x");
});

test("what is no address of MongoDB is told from one", () => {
  assert.ok(isStoreUri(uri));
  for (const wrong of ["", "sqlite:///x.db", "mongodb://", "postgres://a/b"])
    assert.ok(!isStoreUri(wrong), wrong);
});
