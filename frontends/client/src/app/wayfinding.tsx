import { useObservable } from "@siren/web/use-observable";
import { useEffect, useRef } from "react";
import { useLocation, useNavigate, useNavigationType } from "react-router";
import { tripEnd, wasGoing } from "../shared/provider-trip.ts";
import { useServices } from "../shared/services.ts";
import { steps } from "../shared/steps.ts";
import type { PageParts } from "./services.ts";

/** What moves the page by itself: a placed order opens, a session that was ended leads to signing in. */
export function Wayfinding({ onPlaced, onStores }: Pick<PageParts, "onPlaced"> & { onStores: () => void }) {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const { session } = useServices();
  const state = useObservable(session.state);
  const wasEnded = state.kind === "nobody" && state.wasEnded;
  const here = useRef(pathname);
  here.current = pathname + search;
  useEffect(() => {
    // Nobody goes back to what has been ordered; whoever comes by a message goes back to where they were.
    onPlaced.go = (orderId) =>
      navigate(`/orders/${orderId}`, { replace: here.current.startsWith("/checkout") });
  }, [onPlaced, navigate]);
  const isLed = useRef(false);
  useEffect(() => {
    // Once: `navigate` is another one after each step, and whoever goes on as a guest is not led back.
    if (wasEnded && !isLed.current) navigate(`/sign-in?next=${encodeURIComponent(wayBack(here.current))}`);
    isLed.current = wasEnded;
  }, [wasEnded, navigate]);
  const hasCome = pathname === "/" && tripEnd(search)?.end === "signed-in";
  useEffect(() => {
    if (!hasCome || state.kind === "starting") return;
    navigate(state.kind === "nobody" ? "/sign-in?oidc=failed" : wasGoing(), { replace: true });
  }, [hasCome, state.kind, navigate]);
  useKeptPlaces();
  useEffect(() => {
    if (pathname === "/") return atFirstSign(onStores);
  }, [pathname, onStores]);
  return null;
}

/** Once somebody points at something, or moves by keyboard: what they are about to tap is on its way by then. */
function atFirstSign(run: () => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const once = () => {
    ended.abort();
    run();
  };
  for (const sign of ["pointerover", "touchstart", "keydown"])
    addEventListener(sign, once, { passive: true, signal });
  return () => ended.abort();
}

/** Whoever goes back finds the place that they left. */
function useKeptPlaces(): void {
  const { pathname, key } = useLocation();
  const way = useNavigationType();
  const { current: scrolled } = useRef(new Map<string, number>());
  const shown = useRef("");
  useEffect(() => {
    steps.moved(way, key, pathname);
    if (shown.current !== pathname) scrollTo(0, way === "POP" ? (scrolled.get(key) ?? 0) : 0);
    shown.current = pathname;
    const note = () => scrolled.set(key, scrollY);
    addEventListener("scroll", note, { passive: true });
    return () => removeEventListener("scroll", note);
  }, [pathname, key, way, scrolled]);
}

/** Whoever has to sign in in between goes on where they were; but no door leads to a door. */
const wayBack = (pathname: string) =>
  /^\/(sign-in|register|forgot|reset|verify|goodbye)/.test(pathname) ? "/" : pathname;
