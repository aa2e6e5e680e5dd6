import { chooseLanguage, useLanguage } from "@siren/web/i18n";
import type { KeptPage } from "@siren/web/kept-page";
import { useObservable } from "@siren/web/use-observable";
import { whenIdle } from "@siren/web/when-idle";
import { type ReactNode, useEffect, useRef } from "react";
import { Link, NavLink, useLocation } from "react-router";
import { countOf } from "../shared/cart.ts";
import { justAdded } from "../shared/passing-word.ts";
import { useCards } from "../shared/queries.ts";
import { useServices } from "../shared/services.ts";
import { isSettled } from "../shared/settled.ts";
import { useText } from "../shared/texts.ts";
import { HonestyRibbon } from "./honesty-ribbon.tsx";
import { AccountIcon, CartIcon, MenuIcon, OrdersIcon } from "./icons.tsx";
import { OpenOrderBar } from "./open-order-bar.tsx";
import { OrderMark } from "./order-mark.tsx";

export function Shell({ page, children }: { page: KeptPage; children: ReactNode }) {
  const say = useText();
  const language = useLanguage();
  const { cart } = useServices();
  // Asked for as soon as somebody is signed in, so that the card is known should member go away later.
  useCards();
  const count = countOf(useObservable(cart));
  useEffect(() => whenIdle(() => isSettled.set(true)), []);
  const { pathname } = useLocation();
  const openedAt = useRef(pathname);
  useEffect(() => {
    if (pathname !== openedAt.current) document.documentElement.dataset.moved = "";
  }, [pathname]);
  const isBrowsing = pathname === "/" || pathname.startsWith("/stores/");
  const other = language === "ko" ? "en" : "ko";
  return (
    <>
      <a href="#main" className="skip">
        {say("skip")}
      </a>
      <header className="top">
        <Link to="/menu" className="brand">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="30" height="30" />
          {say("brand")}
        </Link>
        <nav className="tabs" aria-label={say("brand")}>
          <NavLink to="/menu" className={isBrowsing ? "active" : undefined}>
            <MenuIcon />
            {say("menu")}
          </NavLink>
          <NavLink to="/cart" data-testid="tab-cart">
            <CartIcon />
            {say("cart")}{" "}
            {count > 0 ? (
              <span className="badge">
                {count}
                <span className="ui-unseen">{say("pieces", { n: count })}</span>
              </span>
            ) : null}
          </NavLink>
          <NavLink to="/orders">
            <OrdersIcon />
            {say("orders")}
          </NavLink>
          <NavLink to="/account">
            <AccountIcon />
            {say("account")}
          </NavLink>
        </nav>
        <button type="button" className="language" lang={other} onClick={() => chooseLanguage(other)}>
          {other === "en" ? "English" : "한국어"}
        </button>
      </header>
      <HonestyRibbon />
      <NewerPage page={page} />
      <OrderMark />
      <OpenOrderBar />
      <main id="main">{children}</main>
      <Toast />
    </>
  );
}

/** Said in passing: whoever does not want it now gets it the next time. */
function NewerPage({ page }: { page: KeptPage }) {
  const say = useText();
  const hasNewer = useObservable(page.hasNewer);
  return (
    <div role="status">
      {hasNewer ? (
        <p className="newer-page">
          {say("newerPage")}
          <button type="button" className="text-button" onClick={page.takeNewer}>
            {say("takeNewer")}
          </button>
        </p>
      ) : null}
    </div>
  );
}

const shownMs = 2_500;

function Toast() {
  const say = useText();
  const added = useObservable(justAdded);
  useEffect(() => {
    if (!added) return;
    const timer = setTimeout(() => justAdded.set(null), shownMs);
    return () => clearTimeout(timer);
  }, [added]);
  return (
    <div role="status" className="toast-place">
      {added ? <p className="toast">{say("added", added)}</p> : null}
    </div>
  );
}
