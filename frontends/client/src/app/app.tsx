import { part } from "@siren/web/part-of-the-page";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense } from "react";
import { BrowserRouter, Navigate, Route, Routes, useLocation } from "react-router";
import { StoresScreen } from "../features/stores/stores-screen.tsx";
import { lastStore } from "../shared/chosen-stores.ts";
import { Screen } from "../shared/screen.tsx";
import { type Services, ServicesProvider } from "../shared/services.ts";
import { useText } from "../shared/texts.ts";
import { WaitingScreen } from "../shared/waiting-screen.tsx";
import { firstAnswers, firstMenu, soon } from "./first-answers.ts";
import type { PageParts } from "./services.ts";
import { Shell } from "./shell.tsx";
import { Wayfinding } from "./wayfinding.tsx";
import { WholePageFault } from "./whole-page-fault.tsx";

// The first screen comes with the page; the others when somebody goes there, the menu as soon as they are about to choose a store.
const MenuScreen = part(() => import("../features/menu/menu-screen.tsx"), "MenuScreen");
const fetchMenuAhead = () => void MenuScreen.ahead().catch(() => undefined);
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

/** Loaded before anything is drawn, with what it is drawn of. */
export async function firstScreen(path: string, client: QueryClient, services: Services): Promise<void> {
  const isMenu = firstMenu(path) !== null;
  await Promise.all([
    firstAnswers(path, client, services),
    isMenu && MenuScreen.ahead().catch(() => undefined),
    isMenu && soon(import("../shared/drawings.tsx").catch(() => undefined)),
  ]);
}

export function App({ client, parts }: { client: QueryClient; parts: PageParts }) {
  return (
    <QueryClientProvider client={client}>
      <ServicesProvider value={parts.services}>
        <BrowserRouter basename={import.meta.env.BASE_URL.replace(/\/$/, "")}>
          <Wayfinding onPlaced={parts.onPlaced} onStores={fetchMenuAhead} />
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
