import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { MenuDraft, MenuItem } from "@siren/contracts/menu";
import { menuState } from "@siren/contracts/snapshots";
import { customer, type Menu, manager, newStore, openMenu, ops } from "../src/testing/open-menu.ts";

let door: Menu;
before(async () => {
  door = await openMenu({ SEED: "demo" });
});
after(() => door.close());

const publishPath = "/stores/seongsu/publish";
const current = async (): Promise<MenuDraft> => {
  const { menuVersion, categories, items } = (await door.ask("GET", "/stores/seongsu/menu")).body;
  return { expectedVersion: menuVersion, categories, items };
};

test("a menu is published over the version that its editor saw, and told", async () => {
  const draft = await current();
  const done = await door.write("POST", publishPath, draft);
  assert.deepEqual([done.status, done.body.menuVersion], [200, draft.expectedVersion + 1]);
  assert.equal(codeOf(await door.write("POST", publishPath, draft)), "VERSION_CONFLICT");
  assert.equal(
    codeOf(await door.write("POST", publishPath, { ...draft, expectedVersion: 0 })),
    "VERSION_CONFLICT",
  );
  const isOurs = ({ type, data }: { type: string; data: Record<string, unknown> }) =>
    type === "MenuPublished" && data.storeId === "seongsu" && data.menuVersion === done.body.menuVersion;
  await until("it is told", async () => (await door.events()).some(isOurs));
  assert.equal((await door.events()).filter(isOurs).length, 1);
});

test("a write that is sent once more under its key gets its first answer", async () => {
  const draft = await current();
  const more = { key: "key-again-1" };
  const first = await door.write("POST", publishPath, draft, more);
  const again = await door.write("POST", publishPath, draft, more);
  assert.deepEqual([again.status, again.body], [200, first.body]);
  assert.equal(codeOf(await door.write("POST", publishPath, await current(), more)), "KEY_REUSED");
});

test("of two managers at the same moment on two replicas one is told that the other was first", async () => {
  const at = await door.start();
  const draft = await current();
  const answers = await Promise.all([
    door.write("POST", publishPath, draft),
    door.write("POST", publishPath, draft, { at }),
  ]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
  const fresh = await Promise.all([
    door.write("PUT", "/stores/new-one", newStore, { as: ops }),
    door.write("PUT", "/stores/new-one", newStore, { as: ops, at }),
  ]);
  assert.deepEqual(fresh.map(({ status }) => status).sort(), [200, 409]);
  assert.ok([...answers, ...fresh].every((one) => one.status === 200 || codeOf(one) === "VERSION_CONFLICT"));
});

test("only the store's manager and ops may write", async () => {
  const draft = await current();
  const other = person("haeundae");
  assert.equal(codeOf(await door.write("POST", publishPath, draft, { as: other })), "WRONG_STORE");
  assert.equal(codeOf(await door.write("PUT", "/stores/seongsu", newStore, { as: other })), "WRONG_STORE");
  assert.equal(codeOf(await door.write("POST", publishPath, draft, { as: customer })), "FORBIDDEN");
  assert.equal(codeOf(await door.write("POST", publishPath, draft, { as: undefined })), "UNAUTHENTICATED");
  assert.equal(codeOf(await door.write("POST", publishPath, draft, { key: undefined })), "KEY_REQUIRED");
  const nowhere = await door.write("POST", "/stores/nowhere/publish", draft, { as: ops });
  assert.equal(codeOf(nowhere), "NOT_FOUND");
  const store = (await door.ask("GET", "/stores/seongsu")).body;
  const { storeId: _, version, ...profile } = store;
  const moved = await door.write("PUT", "/stores/seongsu", {
    ...profile,
    lat: 37.55,
    expectedVersion: version,
  });
  assert.deepEqual([moved.status, moved.body.version, moved.body.lat], [200, version + 1, 37.55]);
});

const person = (store: string) => ({ ...manager, stores: [store] });

test("a menu that cannot be sold from is refused, and says why", async () => {
  const draft = await current();
  const item = draft.items.find(({ optionGroups }) => optionGroups.length > 0) as MenuItem;
  const group = item.optionGroups[0] as MenuItem["optionGroups"][number];
  const withItem = (changes: Partial<MenuItem>) => ({ ...draft, items: [{ ...item, ...changes }] });
  const withGroup = (changes: Partial<typeof group>) =>
    withItem({ optionGroups: [{ ...group, ...changes }] });
  const twice = group.choices.map((choice) => ({ ...choice, choiceId: "same" }));
  for (const [faulty, why] of [
    [{ ...draft, items: [item, item] }, /two items/],
    [{ ...draft, categories: [...draft.categories, ...draft.categories] }, /two categories/],
    [withItem({ categoryId: "gone" }), /category that is not there/],
    [withGroup({ min: 2, max: 1 }), /more than it offers/],
    [withGroup({ max: 9 }), /more than it offers/],
    [withGroup({ choices: twice }), /two choices/],
    [withGroup({ choices: group.choices.map((one) => ({ ...one, isDefault: true })) }), /more defaults/],
  ] as const) {
    const answer = await door.write("POST", publishPath, faulty);
    assert.equal(codeOf(answer), "OPTION_INVALID");
    assert.match(answer.body.detail, why);
  }
  for (const wrong of [
    { ...draft, items: [{ ...item, price_krw: -1 }] },
    { ...draft, items: [{ ...item, itemId: "Not A Slug" }] },
    { ...draft, expectedVersion: -1 },
    { ...draft, also: 1 },
    {},
  ])
    assert.equal(codeOf(await door.write("POST", publishPath, wrong)), "BAD_REQUEST");
});

test("between processes only order and barista may listen", async () => {
  for (const as of ["order", "barista"] as const) {
    const { body } = await door.ask("GET", "/internal/snapshot", { as });
    assert.ok(menuState.parse(body.state).menus.length >= 3);
  }
  for (const as of ["member", "gateway"] as const)
    assert.equal(codeOf(await door.ask("GET", "/internal/snapshot", { as })), "FORBIDDEN");
  assert.equal(codeOf(await door.ask("GET", "/internal/feed?after=0", { as: ops })), "FORBIDDEN");
});
