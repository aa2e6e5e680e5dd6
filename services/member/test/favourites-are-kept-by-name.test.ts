import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { walletExamples } from "@siren/contracts/golden-wallet";
import { mostFavourites } from "../src/favourites.ts";
import { type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

let keys = 0;
const body = walletExamples.favouriteRequest;
type Somebody = Awaited<ReturnType<Member["somebody"]>>;
const put = (mina: Somebody, id: string, cart: object = body) =>
  door.ask("PUT", `/favourites/${id}`, { as: mina.as, key: `key-fav-${++keys}`, body: cart });
const list = async (mina: Somebody) =>
  (await door.ask("GET", "/favourites", { as: mina.as })).body.favourites;

test("what is saved last under a name counts, and what is removed is gone", async () => {
  const [mina, leo] = [await door.somebody(), await door.somebody()];
  assert.equal((await put(mina, "morning")).status, 201);
  const changed = { ...body, name: "  저녁  ", storeId: null };
  assert.equal((await put(mina, "morning", changed)).status, 200);
  await put(leo, "morning");
  const [only, ...others] = await list(mina);
  assert.deepEqual([only.favouriteId, only.name, only.storeId, others.length], ["morning", "저녁", null, 0]);
  assert.deepEqual(only.lines, body.lines);
  const remove = () => door.ask("DELETE", "/favourites/morning", { as: mina.as, key: "key-fav-gone" });
  assert.equal((await remove()).status, 204);
  assert.equal((await remove()).status, 204);
  assert.deepEqual(await list(mina), []);
  assert.equal((await list(leo)).length, 1);
});

test("there is an end to how many, and to what is one", async () => {
  const mina = await door.somebody();
  for (let n = 1; n <= mostFavourites; n += 1) await put(mina, `f-${n}`);
  assert.equal(codeOf(await put(mina, "one-more")), "BAD_REQUEST");
  assert.equal((await put(mina, "f-1")).status, 200);
  const [line] = body.lines;
  const wrong = [
    { ...body, lines: [] },
    { ...body, lines: Array(21).fill(line) },
    { ...body, lines: [{ ...line, quantity: 0 }] },
    { ...body, name: " " },
    { ...body, name: "x".repeat(31) },
    { ...body, also: 1 },
  ];
  for (const cart of wrong) assert.equal(codeOf(await put(mina, "f-1", cart)), "BAD_REQUEST");
  assert.equal(codeOf(await put(mina, "Not_A_Slug")), "BAD_REQUEST");
  assert.equal(codeOf(await door.ask("PUT", "/favourites/f-1", { as: mina.as, body })), "KEY_REQUIRED");
  assert.equal(codeOf(await door.ask("GET", "/favourites")), "UNAUTHENTICATED");
});
