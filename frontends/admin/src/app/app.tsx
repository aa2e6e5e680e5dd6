import { part } from "@siren/web/part-of-the-page";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, Suspense, useEffect, useState } from "react";
import { BrowserRouter, Link, Outlet, Route, Routes } from "react-router";
import { SignInScreen } from "../features/sign-in/sign-in-screen.tsx";
import { type Services, ServicesProvider, useSession } from "../shared/services.ts";
import { useText } from "../shared/texts.ts";
import { PageFault } from "./page-fault.tsx";
import { PageHeader } from "./page-header.tsx";
import { TroubleRibbon } from "./trouble-ribbon.tsx";

// Each role has its own part of the page, which the others need not load.
const StoresScreen = part(() => import("../features/stores/stores-screen.tsx"), "StoresScreen");
const BoardScreen = part(() => import("../features/board/board-screen.tsx"), "BoardScreen");
const ShiftScreen = part(() => import("../features/report/shift-screen.tsx"), "ShiftScreen");
const CallScreen = part(() => import("../features/call/call-screen.tsx"), "CallScreen");
const OpsRoom = part(() => import("../features/ops/ops-room.tsx"), "OpsRoom");
const DeskScreen = part(() => import("../features/desk/desk-screen.tsx"), "DeskScreen");

type AppProps = { services: Services; queryClient: QueryClient };

export function App({ services, queryClient }: AppProps) {
  return (
    <ServicesProvider value={services}>
      <QueryClientProvider client={queryClient}>
        <BrowserRouter basename={import.meta.env.BASE_URL.replace(/\/$/, "")}>
          <Routes>
            <Route path="call/:storeId" element={<Part of={<CallScreen />} />} />
            <Route element={<StaffPage />}>
              <Route index element={<Part of={<StoresScreen />} />} />
              <Route path="stores/:storeId" element={<Part of={<BoardScreen />} />} />
              <Route path="stores/:storeId/shift" element={<Part of={<ShiftScreen />} />} />
              <Route path="ops/*" element={<Part of={<OpsRoom />} />} />
              <Route path="stores/:storeId/desk/*" element={<Part of={<DeskScreen />} />} />
              <Route path="*" element={<NothingHere />} />
            </Route>
          </Routes>
        </BrowserRouter>
      </QueryClientProvider>
    </ServicesProvider>
  );
}

/** A fault in one part, or its file that does not come, leaves the others as they are. */
const Part = ({ of }: { of: ReactNode }) => (
  <PageFault>
    <Suspense fallback={null}>{of}</Suspense>
  </PageFault>
);

/** All but what hangs above the counter is for those who work here. */
function StaffPage() {
  const say = useText();
  const state = useSession();
  const { kind } = state;
  // Whoever was here a moment ago goes on while it is still asked whether they are: in a dead network that takes long.
  const isLong = useIsLong(kind === "starting");
  const isBack = kind === "starting" && state.member !== null && isLong;
  return (
    <>
      <a className="skip" href="#main">
        {say("skip")}
      </a>
      <PageHeader />
      <TroubleRibbon />
      <main id="main" tabIndex={-1}>
        {kind === "starting" && !isBack ? <p className="ui-unseen">{say("loading")}</p> : null}
        {kind === "nobody" ? <SignInScreen /> : null}
        {kind === "member" || kind === "outage" || isBack ? <Outlet /> : null}
      </main>
    </>
  );
}

const longMs = 1_200;

function useIsLong(isGoing: boolean): boolean {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (!isGoing) return;
    const timer = setTimeout(() => setIsLong(true), longMs);
    return () => clearTimeout(timer);
  }, [isGoing]);
  return isLong;
}

function NothingHere() {
  const say = useText();
  const title = say("nothingHere");
  useEffect(() => {
    document.title = `${title} · Siren`;
  }, [title]);
  return (
    <div className="narrow">
      <h1>{title}</h1>
      <Link to="/" className="ui-link">
        {say("changeStore")}
      </Link>
    </div>
  );
}
