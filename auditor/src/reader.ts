import { errorFields, type Log } from "@siren/chassis/log";
import type { StockFact } from "@siren/contracts/audit";
import { feedConsumers } from "@siren/contracts/feeds";
import { createAllowanceBook } from "./books/allowance-book.ts";
import { createInboxBook } from "./books/inbox-book.ts";
import { createLedgerBook, type LedgerBook } from "./books/ledger-book.ts";
import { createNumberBook } from "./books/number-book.ts";
import { createSoldOutBook } from "./books/sold-out-book.ts";
import { createWalletBook } from "./books/wallet-book.ts";
import { createCasebook } from "./casebook.ts";
import type { Kept } from "./kept-audit.ts";
import {
  type FactStream,
  type FeedReading,
  type FeedStream,
  factStreams,
  feedStreams,
  type PageOf,
  type Reading,
  type ReadParts,
  readFeedOn,
  readingFrom,
  readOn,
  readPage,
  type Stream,
  serviceOf,
} from "./reading.ts";
import { seeEvent } from "./see-event.ts";

type ReaderParts = ReadParts & { log: Log; kept: Kept; againMs: number };
type Away = { from: number; to: number };

const againPage = 200;
const mostAways = 200;
const mostMarks = 2_000;

/** Reads what the services say, in a fixed order, and puts it into the books. */
export function createReader({ log, kept, againMs, ...parts }: ReaderParts) {
  const { now, signal } = parts;
  const { since } = kept;
  const casebook = createCasebook();
  const books = {
    ...{ wallets: createWalletBook(), ledger: createLedgerBook(), numbers: createNumberBook() },
    ...{ soldOut: createSoldOutBook(), allowances: createAllowanceBook(), inboxes: createInboxBook() },
  };
  let stock: readonly StockFact[] = [];
  const readings = new Map<Stream, Reading | FeedReading>(
    (Object.keys(factStreams) as Stream[]).map((stream) => [stream, readingFrom(String(since))]),
  );
  for (const stream of Object.keys(feedStreams) as FeedStream[]) {
    const known = kept.feeds[stream];
    const reading = known ? readingFrom(String(known.seq), known.epoch) : readingFrom("0");
    readings.set(stream, { ...reading, begunAt: 0 });
  }
  const aways = new Map<string, Away[]>();
  /** When a feed had been read how far: where to begin again for those who were placed then. */
  const marks: { at: number; feeds: Kept["feeds"] }[] = [];
  let running = createLedgerBook({ isFromStart: true });
  /** The last two passes. */
  let finished: LedgerBook[] = [];
  let anewFrom: string | null = "0";
  let anewAt = 0;

  const seen: { [S in FactStream]: (page: PageOf<S>) => void } = {
    orders: ({ facts }) => {
      facts.forEach(casebook.seeOrder);
      facts.forEach(books.numbers.see);
    },
    tickets: (page) => {
      page.facts.forEach(casebook.seeTicket);
      stock = page.stock;
      books.soldOut.see(page.soldOut);
    },
    money: (page) => {
      page.facts.forEach(casebook.seeMoney);
      books.wallets.see(page);
    },
    journals: ({ facts, accounts, cards }) => {
      books.wallets.seeCards(cards);
      facts.forEach(casebook.seeJournal);
      books.ledger.see(facts, now());
      books.ledger.seeAccounts(accounts, now());
    },
    "inbox of order": (page) => taken("order", page),
    "inbox of barista": (page) => taken("barista", page),
    "inbox of member": (page) => taken("member", page),
  };

  function taken(consumer: string, { facts, hears }: PageOf<"inbox of order">): void {
    books.inboxes.seeHearing(consumer, hears);
    books.inboxes.seeTaken(consumer, facts);
  }

  const readingOf = (stream: Stream): Reading => readings.get(stream) ?? readingFrom("0");

  async function attempt(stream: Stream, work: () => Promise<Reading>): Promise<void> {
    const before = readingOf(stream);
    try {
      readings.set(stream, await work());
      const away = aways.get(stream)?.at(-1);
      if (away?.to === Number.POSITIVE_INFINITY) away.to = now();
    } catch (error) {
      if (signal.aborted) return;
      if (before.steadySince !== null) {
        log.warn("audit.not-read", { from: serviceOf(stream), what: stream, ...errorFields(error) });
        const all = aways.get(stream) ?? [];
        all.push({ from: before.readAt ?? now(), to: Number.POSITIVE_INFINITY });
        aways.set(stream, all.slice(-mostAways));
      }
      readings.set(stream, { ...readingOf(stream), steadySince: null });
    }
  }

  const readFacts = <S extends FactStream>(stream: S) =>
    attempt(stream, () => readOn(stream, readingOf(stream), seen[stream], parts));

  const readFeed = (stream: FeedStream) =>
    attempt(stream, () => {
      const owner = feedStreams[stream];
      const reading = readings.get(stream) as FeedReading;
      const see = seeEvent[owner];
      return readFeedOn(
        stream,
        reading,
        (event) => {
          // Marks of what was told before are not read.
          if (event.at >= since) books.inboxes.seeEvent(owner, feedConsumers[owner], event);
          see({ casebook, ...books }, event);
        },
        parts,
      );
    });

  /** A page of the whole ledger, from its beginning, again and again. */
  async function readLedgerAnew(): Promise<void> {
    if (anewFrom === null && now() < anewAt) return;
    if (anewFrom === null) {
      running = createLedgerBook({ isFromStart: true });
      anewFrom = "0";
    }
    const page = await readPage("journals", anewFrom, parts, againPage).catch(() => undefined);
    if (!page) return;
    books.wallets.seeCards(page.cards);
    running.see(page.facts, now());
    running.seeAccounts(page.accounts, now());
    anewFrom = page.next;
    if (page.next !== null) return;
    finished = [...finished.slice(-1), running];
    anewAt = now() + againMs;
  }

  function mark(): void {
    const feeds = Object.fromEntries(
      (Object.keys(feedStreams) as FeedStream[]).flatMap((stream) => {
        const { cursor, epoch } = readingOf(stream);
        return epoch === undefined ? [] : [[stream, { seq: Number(cursor), epoch }]];
      }),
    );
    const last = marks.at(-1);
    if (last && now() - last.at < 10_000) return;
    marks.push({ at: now(), feeds });
    if (marks.length > mostMarks) marks.splice(1, 1);
  }

  return {
    casebook,
    books,
    readingOf,
    since,
    stock: () => stock,
    passes: () => ({ running, finished }),

    async readAll(): Promise<void> {
      mark();
      // Who has taken what is read before what was told: otherwise the newest would seem to be passed over.
      await Promise.all((Object.keys(factStreams) as FactStream[]).map(readFacts));
      await Promise.all((Object.keys(feedStreams) as FeedStream[]).map(readFeed));
      await readLedgerAnew();
    },

    wasAway: (stream: Stream, from: number, to: number): boolean =>
      (aways.get(stream) ?? []).some((away) => away.from <= to && from <= away.to),

    /** Events of this stream from before it was begun are not known. */
    feedsBegunAt: (): number =>
      Math.max(
        0,
        ...(Object.keys(feedStreams) as FeedStream[]).map(
          (one) => (readings.get(one) as FeedReading).begunAt,
        ),
      ),

    /** Where the feeds stood a while before `at`; what is older is not needed any more. */
    feedsAt(at: number): Kept["feeds"] {
      while (marks[1] && marks[1].at <= at - 10_000) marks.shift();
      return marks[0] && marks[0].at <= at ? marks[0].feeds : kept.feeds;
    },
  };
}

export type Reader = ReturnType<typeof createReader>;
