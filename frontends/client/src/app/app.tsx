import { useObservable } from "@siren/web/use-observable";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { BrowserRouter, Navigate, Route, Routes, useLocation, useNavigate } from "react-router";
import { StoresScreen } from "../features/stores/stores-screen.tsx";
import { lastStore, lastStoreKeptAs } from "../shared/chosen-stores.ts";
import { phone } from "../shared/phone-storage.ts";
import { Screen } from "../shared/screen.tsx";
import { ServicesProvider, useServices } from "../shared/services.ts";
import { useText } from "../shared/texts.ts";
import type { PageParts } from "./services.ts";
import { Shell } from "./shell.tsx";

// The first screen comes with the page; the others when somebody goes there, the menu while they choose a store.
const loadMenu = () => import("../features/menu/menu-screen.tsx");
const MenuScreen = lazy(async () => ({ default: (await loadMenu()).MenuScreen }));
const ItemScreen = lazy(async () => ({
  default: (await import("../features/item/item-screen.tsx")).ItemScreen,
}));
const CartScreen = lazy(async () => ({
  default: (await import("../features/cart/cart-screen.tsx")).CartScreen,
}));
const CheckoutScreen = lazy(async () => ({
  default: (await import("../features/checkout/checkout-screen.tsx")).CheckoutScreen,
}));
const OrderScreen = lazy(async () => ({
  default: (await import("../features/order/order-screen.tsx")).OrderScreen,
}));
const ReceiptScreen = lazy(async () => ({
  default: (await import("../features/order/receipt-screen.tsx")).ReceiptScreen,
}));
const OrdersScreen = lazy(async () => ({
  default: (await import("../features/orders/orders-screen.tsx")).OrdersScreen,
}));
const AccountScreen = lazy(async () => ({
  default: (await import("../features/account/account-screen.tsx")).AccountScreen,
}));
const SignInScreen = lazy(async () => ({
  default: (await import("../features/sign-in/sign-in-screen.tsx")).SignInScreen,
}));
const ForgotScreen = lazy(async () => ({
  default: (await import("../features/sign-in/forgot-screen.tsx")).ForgotScreen,
}));
const ResetScreen = lazy(async () => ({
  default: (await import("../features/sign-in/reset-screen.tsx")).ResetScreen,
}));
const VerifyScreen = lazy(async () => ({
  default: (await import("../features/sign-in/verify-screen.tsx")).VerifyScreen,
}));

export function App({ client, parts }: { client: QueryClient; parts: PageParts }) {
  return (
    <QueryClientProvider client={client}>
      <ServicesProvider value={parts.services}>
        <BrowserRouter basename={import.meta.env.BASE_URL.replace(/\/$/, "")}>
          <Wayfinding parts={parts} />
          <Shell page={parts.page}>
            <Suspense fallback={null}>
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
                <Route path="sign-in" element={<SignInScreen key="sign-in" />} />
                <Route path="register" element={<SignInScreen key="register" isNew />} />
                <Route path="forgot" element={<ForgotScreen />} />
                <Route path="reset" element={<ResetScreen />} />
                <Route path="verify" element={<VerifyScreen />} />
                <Route path="*" element={<NothingHere />} />
              </Routes>
            </Suspense>
          </Shell>
        </BrowserRouter>
      </ServicesProvider>
    </QueryClientProvider>
  );
}

/** What moves the page by itself: a placed order opens, a session that was ended leads to signing in. */
function Wayfinding({ parts }: { parts: PageParts }) {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { session } = useServices();
  const state = useObservable(session.state);
  const wasEnded = state.kind === "nobody" && state.wasEnded;
  useEffect(() => {
    parts.onPlaced.go = (orderId) => navigate(`/orders/${orderId}`, { replace: true });
  }, [parts, navigate]);
  useEffect(() => {
    if (wasEnded) navigate("/sign-in");
  }, [wasEnded, navigate]);
  useEffect(() => {
    scrollTo(0, 0);
    const store = /^\/stores\/([a-z0-9-]+)/.exec(pathname)?.[1];
    if (store) phone.setItem(lastStoreKeptAs, store);
    if (pathname === "/") void loadMenu().catch(() => undefined);
  }, [pathname]);
  return null;
}

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
