import assert from "node:assert/strict";
import { test } from "node:test";
import { encrypt, isPublicPoint, mostPlainBytes, newEphemeral } from "../src/push/encrypt.ts";
import { createVapid, newVapidPair, vapidPairOf } from "../src/push/vapid.ts";

const bytes = (text: string) => Buffer.from(text, "base64url");

test("a message is encrypted as in RFC 8291's own example", () => {
  const told = encrypt(
    Buffer.from("When I grow up, I want to be a watermelon"),
    {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
    {
      privateKey: bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
      salt: bytes("DGv6ra1nlYgDCS1FRnbzlw"),
    },
  );
  assert.equal(
    told.toString("base64url"),
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w" +
      "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
});

test("each message has a key and a salt of its own, and no more than one record", () => {
  const receiver = { p256dh: newVapidPair().publicKey, auth: "BTBZMqHH6r4Tts7J_aSIgg" };
  const random = (size: number) => Buffer.alloc(size, 7);
  const [one, two] = [newEphemeral(random), newEphemeral(random)];
  assert.notDeepEqual(one.privateKey, two.privateKey);
  assert.equal(encrypt(Buffer.alloc(mostPlainBytes), receiver, one).length, 86 + 4_096);
  assert.throws(() => encrypt(Buffer.alloc(mostPlainBytes + 1), receiver, two));
});

test("a point off the curve is no browser's", () => {
  const { publicKey } = newVapidPair();
  assert.equal(isPublicPoint(publicKey), true);
  const off = bytes(publicKey);
  off[64] = (off[64] ?? 0) ^ 1;
  for (const wrong of [off.toString("base64url"), publicKey.slice(0, 44), "", `B${"A".repeat(86)}`])
    assert.equal(isPublicPoint(wrong), false, wrong);
});

test("a pair that was given is told from its private half; what is none is refused", () => {
  for (let i = 0; i < 300; i += 1) {
    const made = newVapidPair();
    assert.deepEqual(vapidPairOf(made.privateKey), made);
  }
  for (const wrong of ["", "short", "A".repeat(43), "_".repeat(43), `${newVapidPair().privateKey}=`])
    assert.throws(() => vapidPairOf(wrong), /must be/);
});

test("a push service is told who we are for half a day, anew in time, and each of them its own word", () => {
  let now = Date.UTC(2026, 10, 22);
  const vapid = createVapid(newVapidPair(), { subject: "mailto:ops@cafe.example", now: () => now });
  const claimsOf = (word: string) => JSON.parse(bytes(word.split(".")[1] ?? "").toString());
  const first = vapid.authorizationFor("https://one.example");
  assert.deepEqual(claimsOf(first), {
    ...{ aud: "https://one.example", exp: now / 1_000 + 12 * 3_600, sub: "mailto:ops@cafe.example" },
  });
  now += 5 * 3_600_000;
  assert.equal(vapid.authorizationFor("https://one.example"), first);
  assert.notEqual(vapid.authorizationFor("https://two.example"), first);
  now += 3_600_000;
  assert.equal(claimsOf(vapid.authorizationFor("https://one.example")).exp, now / 1_000 + 12 * 3_600);
});
