import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pushExamples } from "@siren/contracts/golden-push";
import { repositoryRoot } from "../scripts/stack/settings.ts";
import { type OpenedBrowser, openBrowser } from "./harness/browser.ts";
import { eventually } from "./harness/eventually.ts";

/**
 * This part of the worker imports types only: what the build makes of it is the same without them. What it shows is noted, for
 * the browser that comes from npm has no place for notifications.
 */
const worker = stripTypeScriptTypes(
  readFileSync(join(repositoryRoot, "frontends", "client", "src", "worker", "push-messages.ts"), "utf8"),
);
const noting = `self.shown = [];
self.registration.showNotification = async (title, options) => void self.shown.push({ title, ...options });
`;
const page = `<!doctype html><meta charset="utf-8"><script>
  globalThis.words = [];
  navigator.serviceWorker.addEventListener("message", ({ data }) => words.push(data));
  globalThis.ready = navigator.serviceWorker.register("/client/sw.js", { scope: "/client/" })
    .then(() => navigator.serviceWorker.ready).then(() => true);
</script>`;

const server = createServer((req, res) => {
  const isWorker = req.url === "/client/sw.js";
  res
    .setHeader("content-type", isWorker ? "text/javascript" : "text/html")
    .end(isWorker ? noting + worker : page);
});
let origin: string;
let opened: OpenedBrowser;
before(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  opened = await openBrowser();
});
after(async () => {
  await opened?.close();
  server.closeAllConnections();
  server.close();
});

const tap = (data: object) => `{
  const event = new Event("notificationclick");
  const notification = { close: () => {}, data: ${JSON.stringify(data)} };
  self.dispatchEvent(Object.assign(event, { notification, waitUntil: (work) => work.catch(() => {}) }));
}`;

test("a push message is shown in its language, under its order's name, and a tap leads to the order", async () => {
  const person = await opened.newPerson({ permissions: ["notifications"] });
  const tab = await person.newPage();
  await tab.goto(`${origin}/client/`);
  await tab.evaluate("ready");
  const cdp = await person.newCDPSession(tab);
  const known = new Promise<string>((resolve) =>
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [one] = registrations;
      if (one) resolve(one.registrationId);
    }),
  );
  await cdp.send("ServiceWorker.enable");
  const registrationId = await known;
  const running = await eventually("the worker runs", () => person.serviceWorkers()[0]);

  /** What is shown for a message. */
  const shownFor = async (data: string) => {
    await running.evaluate("self.shown.splice(0).length");
    await cdp.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
    return eventually(`something is shown for ${data}`, async () => {
      const shown = await running.evaluate<Record<string, unknown>[]>("self.shown");
      return shown.length > 0 && shown;
    });
  };

  const notice = pushExamples.readyPush;
  const { orderId, store } = notice;
  const common = {
    ...{ tag: orderId, renotify: true, data: { orderId }, vibrate: [300, 120, 300, 120, 500] },
    icon: `${origin}/client/icon.svg`,
  };
  assert.deepEqual(await shownFor(JSON.stringify(notice)), [
    { ...common, title: "17번, 준비됐어요", lang: "ko", body: `${store.ko}에서 기다리고 있어요.` },
  ]);
  assert.deepEqual(await shownFor(JSON.stringify({ ...notice, language: "en" })), [
    { ...common, title: "Number 17 is ready", lang: "en", body: `It is waiting for you at ${store.en}.` },
  ]);
  for (const unread of ["no JSON", "null", JSON.stringify({ ...notice, orderId: "../../admin" })]) {
    const [all] = await shownFor(unread);
    assert.equal(all?.tag, "siren", "what cannot be read is shown all the same");
  }

  await running.evaluate(tap({ orderId }));
  const words = await eventually("the page is told", async () => {
    const told = await tab.evaluate<unknown[]>("words");
    return told.length > 0 && told;
  });
  assert.deepEqual(words, [{ type: "siren.open-order", orderId }]);
});
