import assert from "node:assert/strict";
import { test } from "node:test";
import { socketPaths } from "@siren/contracts/live";
import { io } from "socket.io-client";
import { type Barista, baristaOf, type Customer, customerOf, storeId } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import { OrdersPage } from "../harness/live-page.ts";
import type { TestStack } from "../harness/stack.ts";

const withinMs = 2_000;

const refusedWith = async (who: Customer | Barista, path: string): Promise<string | undefined> => {
  const { status, body } = await who.ask("GET", path);
  return status === 401 ? (body as { code: string }).code : undefined;
};

/** The board's socket of a barista, held open by their token; `endedWith` once it was ended. */
async function openBoard(barista: Barista) {
  const { path, namespace } = socketPaths.board;
  const heard: { endedWith?: string; connected: () => boolean; close: () => void } = {
    connected: () => socket.connected,
    close: () => socket.disconnect(),
  };
  const socket = io(`${barista.gateway}${namespace}`, {
    ...{ path, transports: ["websocket"], reconnection: false, forceNew: true },
    auth: { token: barista.token, storeId },
  });
  socket.on("goodbye", ({ code }: { code: string }) => {
    heard.endedWith = code;
  });
  await eventually("the board is connected", () => socket.connected);
  return heard;
}

/** Told last of all: member is away after it. */
export function whoLogsOutEverywhereIsOut(stackNow: () => TestStack): void {
  test("a customer logs out everywhere: two pages, their tokens, cookies and sockets end within 2 s", async () => {
    const phone = await customerOf(stackNow());
    const laptop = await customerOf(stackNow());
    const somebodyElse = await customerOf(stackNow(), "leo@siren.example");
    using phonePage = await new OrdersPage(phone).listening();
    using laptopPage = await new OrdersPage(laptop).listening();
    using othersPage = await new OrdersPage(somebodyElse).listening();
    const laptopToken = laptop.token ?? "";

    const endedAt = performance.now();
    const answer = await phone.ask("POST", "/api/v1/member/logout", { body: { everywhere: true } });
    assert.equal(answer.status, 204);
    const left = () => Math.max(0, withinMs - (performance.now() - endedAt));
    await Promise.all([
      ...[phonePage, laptopPage].map((page) =>
        eventually(
          "the socket is ended",
          () => page.goodbye === "UNAUTHENTICATED" && !page.isConnected,
          left(),
        ),
      ),
      ...["/api/v1/order/orders", "/api/v1/member/cards"].map((path) =>
        eventually(`the token is refused at ${path}`, () => refusedWith(laptop, path), left()),
      ),
    ]);
    await assert.rejects(laptop.refresh(), { status: 401 });
    assert.equal(phone.cookie("refresh"), undefined, "the phone's own cookie is gone");

    const stale = io(`${laptop.gateway}${socketPaths.orders.namespace}`, {
      ...{ path: socketPaths.orders.path, transports: ["websocket"], reconnection: false, forceNew: true },
      auth: { token: laptopToken },
    });
    const refusal = await new Promise<Error & { data?: { code: string } }>((resolve) => {
      stale.once("connect_error", resolve);
    });
    stale.close();
    assert.equal(refusal.data?.code, "UNAUTHENTICATED", "no new socket with the old token");

    assert.equal(othersPage.isConnected, true);
    assert.equal((await somebodyElse.ask("GET", "/api/v1/order/orders")).status, 200);
    const again = await customerOf(stackNow());
    assert.equal((await again.ask("GET", "/api/v1/order/orders")).status, 200, "signing in anew works");
  });

  test("a barista logs out everywhere: the board ends with it, and the pass is nothing in an outage", async () => {
    const tablet = await baristaOf(stackNow());
    const counter = await baristaOf(stackNow());
    const outsider = await baristaOf(stackNow(), "hana@siren.example");
    const board = await openBoard(counter);
    const path = "/api/v1/barista/stores/seongsu/board";
    const endedAt = performance.now();
    await tablet.send("POST", "/api/v1/member/logout", { body: { everywhere: true } });
    const left = () => Math.max(0, withinMs - (performance.now() - endedAt));
    await eventually(
      "the board is ended",
      () => board.endedWith === "UNAUTHENTICATED" && !board.connected(),
      left(),
    );
    await eventually("the token is refused", () => refusedWith(counter, path), left());
    board.close();

    // The pass that was set at the sign-in ends with it, also when member can no longer be asked.
    await stackNow().stopProcess("member");
    outsider.reload();
    await eventually("others' passes count", async () => (await outsider.ask("GET", path)).status === 200);
    counter.reload();
    assert.equal((await counter.ask("GET", path)).status, 401);
  });
}
