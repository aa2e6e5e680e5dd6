import { part } from "@siren/web/part-of-the-page";
import { useObservable } from "@siren/web/use-observable";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useEffect, useRef } from "react";
import {
  BrowserRouter,
  Navigate,
  Route,
  Routes,
  useLocation,
  useNavigate,
  useNavigationType,
} from "react-router";
import { StoresScreen } from "../features/stores/stores-screen.tsx";
import { lastStore } from "../shared/chosen-stores.ts";
import { tripEnd, wasGoing } from "../shared/provider-trip.ts";
import { Screen } from "../shared/screen.tsx";
import { ServicesProvider, useServices } from "../shared/services.ts";
import { useText } from "../shared/texts.ts";
import { WaitingScreen } from "../shared/waiting-screen.tsx";
import type { PageParts } from "./services.ts";
import { Shell } from "./shell.tsx";
import { WholePageFault } from "./whole-page-fault.tsx";

// The first screen comes with the page; the others when somebody goes there, the menu while they choose a store.
const loadMenu = () => import("../features/menu/menu-screen.tsx");
const MenuScreen = part(loadMenu, "MenuScreen");
const ItemScreen = part(() => import("../features/item/item-screen.tsx"), "ItemScreen");
const CartScreen = part(() => import("../features/cart/cart-screen.tsx"), "CartScreen");
const CheckoutScreen = part(() => import("../features/checkout/checkout-screen.tsx"), "CheckoutScreen");
const OrderScreen = part(() => import("../features/order/order-screen.tsx"), "OrderScreen");
const ReceiptScreen = part(() => import("../features/order/receipt-screen.tsx"), "ReceiptScreen");
const OrdersScreen = part(() => import("../features/orders/orders-screen.tsx"), "OrdersScreen");
const AccountScreen = part(() => import("../features/account/account-screen.tsx"), "AccountScreen");
const CardScreen = part(() => import("../features/account/card-screen.tsx"), "CardScreen");
const RewardsScreen = part(() => import("../features/account/rewards-screen.tsx"), "RewardsScreen");
const FavouritesScreen = part(() => import("../features/account/favourites-screen.tsx"), "FavouritesScreen");
const ProfileScreen = part(() => import("../features/account/profile-screen.tsx"), "ProfileScreen");
const MessagesScreen = part(() => import("../features/account/messages-screen.tsx"), "MessagesScreen");
const DataScreen = part(() => import("../features/account/data-screen.tsx"), "DataScreen");
const GoodbyeScreen = part(() => import("../features/account/goodbye-screen.tsx"), "GoodbyeScreen");
const SignInScreen = part(() => import("../features/sign-in/sign-in-screen.tsx"), "SignInScreen");
const ForgotScreen = part(() => import("../features/sign-in/forgot-screen.tsx"), "ForgotScreen");
const ResetScreen = part(() => import("../features/sign-in/reset-screen.tsx"), "ResetScreen");
const VerifyScreen = part(() => import("../features/sign-in/verify-screen.tsx"), "VerifyScreen");

/** Loaded before anything is drawn: React keeps whatever stands in for a part for 300 ms, however soon that is there. */
export async function firstScreen(pathname: string): Promise<void> {
  if (/^stores\/[^/]+\/?$/.test(pathname)) await loadMenu().catch(() => undefined);
}

export function App({ client, parts }: { client: QueryClient; parts: PageParts }) {
  return (
    <QueryClientProvider client={client}>
      <ServicesProvider value={parts.services}>
        <BrowserRouter basename={import.meta.env.BASE_URL.replace(/\/$/, "")}>
          <Wayfinding parts={parts} />
          <Shell page={parts.page}>
            <Screens />
          </Shell>
        </BrowserRouter>
      </ServicesProvider>
    </QueryClientProvider>
  );
}

function Screens() {
  const { pathname } = useLocation();
  return (
    <WholePageFault at={pathname}>
      <Suspense fallback={<WaitingScreen />}>
        <Routes>
          <Route index element={<StoresScreen />} />
          <Route path="menu" element={<LastMenu />} />
          <Route path="stores/:storeId" element={<MenuScreen />} />
          <Route path="stores/:storeId/items/:itemId" element={<ItemScreen />} />
          <Route path="cart" element={<CartScreen />} />
          <Route path="checkout" element={<CheckoutScreen />} />
          <Route path="orders" element={<OrdersScreen />} />
          <Route path="orders/:orderId" element={<OrderScreen />} />
          <Route path="orders/:orderId/receipt" element={<ReceiptScreen />} />
          <Route path="account" element={<AccountScreen />} />
          <Route path="account/card" element={<CardScreen />} />
          <Route path="account/rewards" element={<RewardsScreen />} />
          <Route path="account/favourites" element={<FavouritesScreen />} />
          <Route path="account/profile" element={<ProfileScreen />} />
          <Route path="account/messages" element={<MessagesScreen />} />
          <Route path="account/data" element={<DataScreen />} />
          <Route path="goodbye" element={<GoodbyeScreen />} />
          <Route path="sign-in" element={<SignInScreen key="sign-in" />} />
          <Route path="register" element={<SignInScreen key="register" isNew />} />
          <Route path="forgot" element={<ForgotScreen />} />
          <Route path="reset" element={<ResetScreen />} />
          <Route path="verify" element={<VerifyScreen />} />
          <Route path="*" element={<NothingHere />} />
        </Routes>
      </Suspense>
    </WholePageFault>
  );
}

/** What moves the page by itself: a placed order opens, a session that was ended leads to signing in. */
function Wayfinding({ parts }: { parts: PageParts }) {
  const navigate = useNavigate();
  const { pathname, search, key } = useLocation();
  const way = useNavigationType();
  const { session } = useServices();
  const state = useObservable(session.state);
  const wasEnded = state.kind === "nobody" && state.wasEnded;
  useEffect(() => {
    parts.onPlaced.go = (orderId) => navigate(`/orders/${orderId}`, { replace: true });
  }, [parts, navigate]);
  const here = useRef(pathname);
  here.current = pathname + search;
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
  const { current: scrolled } = useRef(new Map<string, number>());
  const shown = useRef("");
  useEffect(() => {
    // Whoever goes back finds the place that they left.
    if (shown.current !== pathname) scrollTo(0, way === "POP" ? (scrolled.get(key) ?? 0) : 0);
    shown.current = pathname;
    const note = () => scrolled.set(key, scrollY);
    addEventListener("scroll", note, { passive: true });
    return () => removeEventListener("scroll", note);
  }, [pathname, key, way, scrolled]);
  useEffect(() => {
    if (pathname === "/") void loadMenu().catch(() => undefined);
  }, [pathname]);
  return null;
}

/** Whoever has to sign in in between goes on where they were; but no door leads to a door. */
const wayBack = (pathname: string) =>
  /^\/(sign-in|register|forgot|reset|verify|goodbye)/.test(pathname) ? "/" : pathname;

/** The menu of the store that was looked at last, else the choice of stores. */
function LastMenu() {
  const last = lastStore();
  return <Navigate to={last === null ? "/" : `/stores/${last}`} replace />;
}

function NothingHere() {
  const say = useText();
  return (
    <Screen title={say("nothingHere")} narrow>
      <p>
        <a className="ui-link" href={import.meta.env.BASE_URL}>
          {say("toStores")}
        </a>
      </p>
    </Screen>
  );
}
