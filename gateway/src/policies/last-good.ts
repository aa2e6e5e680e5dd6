import { CallFailed } from "@siren/chassis/balancing/call-failed";
import { refusalOf } from "@siren/chassis/http/problem-replies";
import { Refusal } from "@siren/contracts/refusal";
import { type Copies, type Copy, createCopies, type Question } from "../answers/copies.ts";
import { fetchFor, type Loaded } from "../answers/fetch-for.ts";
import { ageOf, forThisOnce, give, giveCopy, giveStream } from "../answers/give-copy.ts";
import { usualVariant, variantOf } from "../answers/keepable.ts";
import { createLoads, type Loads } from "../answers/loads.ts";
import { hasBody, questionOf } from "../answers/question-of.ts";
import { safeMethods } from "../proxy/safe-methods.ts";
import { type Exchange, isAnonymous, type Next, type Policy } from "./exchange.ts";
import { type LastGoodAction, lastGoodAction } from "./last-good-action.ts";
import { definePolicy } from "./policy.ts";

/** How long an address whose answer cannot be shared is not waited for in common. */
const unsharedMs = 60_000;
const mostUnshared = 1_000;
/** Of all those whose copies have just run out, at the same time. */
const mostRefreshes = 16;

/** Those for which an old answer is better than none. */
const standsIn = (error: unknown) => (refusalOf(error)?.status ?? 0) >= 502;

/** What was refused has changed nothing: otherwise anybody at all could keep us from keeping anything. */
const changedSomething = (status: number) => status < 400 || status >= 500;
const mayHaveChangedSomething = (error: unknown) =>
  error instanceof CallFailed ? error.sent : changedSomething(refusalOf(error)?.status ?? 500);

type Held = {
  copies: Copies;
  loads: Loads<Loaded>;
  /** Counts the writes on this way: what was asked for before one of them is not given unasked after it. */
  change: number;
  unshared: Map<string, number>;
  refreshes: Set<string>;
};

/**
 * Keeps the last good answers of a service that others may be given too. While one is fresh, or only just not, it is
 * given from here; while the service cannot be asked, or answers with a fault, an older one is given and marked as
 * old; and who asks for what is being fetched waits for that.
 */
function createLastGood(action: LastGoodAction): Policy {
  const { keepMs, only, staleWhileRevalidateMs, coalesce } = action;
  const held: Held = {
    copies: createCopies({
      mostCopies: action.mostAnswers,
      mostBytes: action.mostBytes,
      mostOfOnePath: action.mostOfOnePath,
    }),
    loads: createLoads(),
    change: 0,
    unshared: new Map(),
    refreshes: new Set(),
  };
  const { copies, loads, unshared, refreshes } = held;

  async function noteWrite(exchange: Exchange, next: Next): Promise<void> {
    // Before its answer is out: whoever has it must not be shown what was before.
    exchange.reshapes.push((answer) => {
      if (changedSomething(answer.status)) held.change += 1;
      return answer;
    });
    try {
      await next();
    } catch (error) {
      if (mayHaveChangedSomething(error)) held.change += 1;
      throw error;
    }
  }

  const mayHave = (exchange: Exchange, copy: Copy) => copy.isForAnybody || isAnonymous(exchange);

  /** Not so old yet that none would be better. */
  function oldOne({ backEnd }: Exchange, question: Question): Copy | undefined {
    const copy = copies.find(question);
    return copy && backEnd.now() - copy.atMs <= keepMs ? copy : undefined;
  }

  function standIn(exchange: Exchange, question: Question, error: unknown): Promise<void> {
    const { res, route, backEnd } = exchange;
    const copy = standsIn(error) && !res.headersSent ? oldOne(exchange, question) : undefined;
    if (!copy) throw error;
    const asOf = new Date(copy.atMs).toISOString();
    const old = [...ageOf(copy, backEnd.now()), "x-degraded", `${route.service};as-of=${asOf}`];
    return giveCopy(exchange, forThisOnce(copy), old);
  }

  /** On its own, as if there were no copies; but an old one is still better than a fault. */
  async function passOn(exchange: Exchange, next: Next, question: Question): Promise<void> {
    if (oldOne(exchange, question))
      exchange.reshapes.unshift((answer) => {
        if (answer.status >= 500) throw new Refusal("BAD_UPSTREAM");
        return answer;
      });
    const before = exchange.reshapes.length;
    try {
      await next();
    } catch (error) {
      // Those that follow were for an answer that is not given.
      exchange.reshapes.length = before;
      await standIn(exchange, question, error);
    }
  }

  function notShared(address: string, nowMs: number): void {
    unshared.delete(address);
    unshared.set(address, nowMs + unsharedMs);
    const [oldest] = unshared.keys();
    if (unshared.size > mostUnshared && oldest !== undefined) unshared.delete(oldest);
  }

  const isUnshared = (address: string, nowMs: number) => (unshared.get(address) ?? 0) > nowMs;

  function fetch(exchange: Exchange, next: Next, question: Question, signal: AbortSignal): Promise<Loaded> {
    const copy = copies.find(question);
    return fetchFor(exchange, next, {
      action,
      signal,
      copy,
      change: held.change,
      asked: question.headers,
    }).then(
      (loaded) => {
        if (loaded.copy) copies.keep(question, loaded.copy);
        else if (copy) copy.isDoubted = true;
        const isOfOne = loaded.whole?.status === 200 && isAnonymous(exchange);
        if (loaded.stream || isOfOne) notShared(question.address, exchange.backEnd.now());
        return loaded;
      },
      (error) => {
        if (copy) copy.isDoubted = true;
        throw error;
      },
    );
  }

  /** Nobody waits for it. */
  function refresh(exchange: Exchange, next: Next, question: Question, key: string): void {
    if (refreshes.has(key) || refreshes.size >= mostRefreshes || loads.find(key)) return;
    refreshes.add(key);
    const { result } = loads.begin(key, (signal) => fetch(exchange, next, question, signal));
    result
      .then(({ stream }) => stream?.body.destroy())
      .catch(() => {})
      .finally(() => refreshes.delete(key));
  }

  /** Whether what one has fetched may be given to another. */
  function mayShare(exchange: Exchange, { headers }: Question, loaded: Loaded): boolean {
    const { copy, asked } = loaded;
    return (
      copy !== undefined &&
      mayHave(exchange, copy) &&
      variantOf(copy.vary, asked) === variantOf(copy.vary, headers)
    );
  }

  async function giveLoaded(
    exchange: Exchange,
    next: Next,
    question: Question,
    loaded: Loaded,
    isOwn: boolean,
  ) {
    const { res } = exchange;
    const { copy, whole, stream } = loaded;
    if (res.destroyed || res.writableEnded) {
      if (isOwn) stream?.body.destroy();
      return;
    }
    const isFault = (whole?.status ?? 0) >= 500;
    if (isFault && (!isOwn || oldOne(exchange, question)))
      return standIn(exchange, question, new Refusal("BAD_UPSTREAM"));
    if (copy && (isOwn || mayShare(exchange, question, loaded))) return giveCopy(exchange, copy);
    if (!isOwn) return passOn(exchange, next, question);
    if (whole) return give(exchange, whole);
    if (!stream) return;
    // The browser may leave in the middle of it.
    res.once("close", () => stream.body.destroy());
    return giveStream(exchange, stream);
  }

  async function viaLoad(exchange: Exchange, next: Next, question: Question, key: string, isShared: boolean) {
    const under = isShared ? loads.find(key) : undefined;
    const load =
      under ?? loads.begin(isShared ? key : undefined, (signal) => fetch(exchange, next, question, signal));
    let loaded: Loaded;
    try {
      loaded = await load.waitFor(exchange.res);
    } catch (error) {
      if (exchange.res.destroyed) return;
      // What was refused to whoever asked first need not be refused to the others.
      if (under && !standsIn(error)) return passOn(exchange, next, question);
      return standIn(exchange, question, error);
    }
    return giveLoaded(exchange, next, question, loaded, under === undefined);
  }

  return async (exchange, next) => {
    const { req, route, backEnd } = exchange;
    if (!safeMethods.has(req.method)) return noteWrite(exchange, next);
    const isOfFew = route.scopes !== undefined && route.scopes.length > 0;
    const isKept = req.method !== "OPTIONS" && !isOfFew && (!only || only.includes(route.rest[0] ?? ""));
    if (!isKept || req.headers.range !== undefined) return next();
    if (hasBody(req)) return next();
    const question = questionOf(exchange);
    const nowMs = backEnd.now();
    const copy = copies.find(question);
    const key = `${question.address}\n${usualVariant(question.headers)}\n${held.change}`;
    if (copy && !copy.isDoubted && copy.change === held.change && mayHave(exchange, copy)) {
      const ageMs = nowMs - copy.atMs;
      const isFresh = ageMs < copy.freshMs;
      if (isFresh || (copy.mayBeStale && ageMs < copy.freshMs + staleWhileRevalidateMs)) {
        if (!isFresh && req.method === "GET") refresh(exchange, next, question, key);
        return giveCopy(exchange, copy, ageOf(copy, nowMs));
      }
    }
    if (req.method === "HEAD" || isUnshared(question.address, nowMs)) return passOn(exchange, next, question);
    // A known caller may be shown more than others, until the service says of this answer that they are not.
    const isShared = coalesce && (isAnonymous(exchange) || copy?.isForAnybody === true);
    return viaLoad(exchange, next, question, key, isShared);
  };
}

export const lastGood = definePolicy({
  name: "last-good",
  action: lastGoodAction.default(lastGoodAction.parse({})),
  create: (action) => createLastGood(action),
  outlivesReload: true,
  sharesAnswers: true,
});
