import assert from "node:assert/strict";
import { test } from "node:test";
import { rejectRequest } from "@siren/contracts/barista";
import { baristaExamples } from "@siren/contracts/golden-barista";
import { menuExamples } from "@siren/contracts/golden-menu";
import type { Api } from "@siren/web/api";
import type { Connections } from "@siren/web/connections";
import { observable } from "@siren/web/observable";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { createBoardFeed } from "../src/features/board/board-feed.ts";
import { useMenu, useStores } from "../src/shared/queries.ts";
import { type Services, ServicesProvider } from "../src/shared/services.ts";
import { jun, tapsWorld } from "./taps-world.ts";

const { boardView, ticketView } = baristaExamples;
const { storeId, ticketId } = ticketView;
const [unit] = ticketView.units;
const { storeList, publishedMenu } = menuExamples;

/** Answers by address with the example, which it reads by the schema that the page asked with. */
function answering(examples: Record<string, unknown>) {
  const sent: unknown[] = [];
  const api = (async (call: Parameters<Api>[0]) => {
    sent.push(call.body);
    const example = examples[`${call.method} ${call.path}`] ?? assert.fail(call.path);
    return { status: 200, body: call.answer?.parse(JSON.parse(JSON.stringify(example))), degraded: [] };
  }) as Api;
  return { api, sent };
}

test("a board is read and shown as it is told", async () => {
  const { api } = answering({ [`GET /barista/stores/${storeId}/board`]: boardView });
  const parts = {
    api,
    access: { token: observable(null) },
    now: () => 1,
    chance: () => 1,
    later: () => () => {},
  };
  // As much of the page's connections as a list needs; its socket is not opened.
  const feed = createBoardFeed(storeId, jun, parts as unknown as Connections, () => {});
  await feed.read();
  const board = feed.board.get();
  assert.equal(feed.status.get().failure, null);
  assert.deepEqual(board.tickets.get(ticketId), { ticket: ticketView, n: boardView.n });
  assert.deepEqual([...board.soldOut.keys()], boardView.soldOut);
  const { state, until, note, n } = boardView;
  assert.deepEqual(board.taking, { state, until, note, n });
  feed.dispose();
});

const { reason } = baristaExamples.rejectRequest;
const taps = {
  [`/barista/tickets/${ticketId}/accept`]: { verb: "accept", ticketId },
  [`/barista/tickets/${ticketId}/reject`]: { verb: "reject", ticketId, reason },
  [`/barista/units/${unit?.unitId}/claim`]: { verb: "claim", ticketId, unitId: unit?.unitId ?? "" },
} as const;
for (const [path, tap] of Object.entries(taps)) {
  test(`${tap.verb}: sent as agreed, and its ticket is shown`, async () => {
    const world = tapsWorld((asked) => (asked === path ? ticketView : assert.fail(asked)));
    world.tap(tap);
    await world.settled();
    assert.deepEqual(world.shown, [ticketView]);
    if (tap.verb === "reject") assert.deepEqual(rejectRequest.parse(world.sent[0]?.body), { reason });
  });
}

const asked = {
  stores: [useStores, ["stores"], "GET /menu/stores", storeList, storeList.stores],
  menu: [
    () => useMenu(storeId, true),
    ["menu", storeId],
    `GET /menu/stores/${storeId}/menu`,
    publishedMenu,
    publishedMenu,
  ],
} as const;
for (const [what, [useIt, queryKey, address, example, expected]] of Object.entries(asked)) {
  test(`${what}: asked for and read as agreed`, async () => {
    const client = new QueryClient();
    const services = answering({ [address]: example }) as unknown as Services;
    const Asking = () => {
      useIt();
      return null;
    };
    const page = createElement(ServicesProvider, { value: services }, createElement(Asking));
    renderToString(createElement(QueryClientProvider, { client }, page));
    const query = client.getQueryCache().find({ queryKey }) ?? assert.fail("nothing is asked for");
    assert.deepEqual(await query.fetch(), expected);
    client.clear();
  });
}
