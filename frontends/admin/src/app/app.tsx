import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { BrowserRouter, Link, Route, Routes } from "react-router";
import { BoardScreen } from "../features/board/board-screen.tsx";
import { SignInScreen } from "../features/sign-in/sign-in-screen.tsx";
import { StoresScreen } from "../features/stores/stores-screen.tsx";
import { type Services, ServicesProvider, useSession } from "../shared/services.ts";
import { useText } from "../shared/texts.ts";
import { PageHeader } from "./page-header.tsx";
import { TroubleRibbon } from "./trouble-ribbon.tsx";

const OpsRoom = lazy(async () => ({ default: (await import("../features/ops/ops-room.tsx")).OpsRoom }));

type AppProps = { services: Services; queryClient: QueryClient };

export function App({ services, queryClient }: AppProps) {
  return (
    <ServicesProvider value={services}>
      <QueryClientProvider client={queryClient}>
        <BrowserRouter basename="/admin">
          <Page />
        </BrowserRouter>
      </QueryClientProvider>
    </ServicesProvider>
  );
}

function Page() {
  const say = useText();
  const { kind } = useSession();
  return (
    <>
      <a className="skip" href="#main">
        {say("skip")}
      </a>
      <PageHeader />
      <TroubleRibbon />
      <main id="main" tabIndex={-1}>
        {kind === "starting" ? <p className="ui-unseen">{say("loading")}</p> : null}
        {kind === "nobody" ? <SignInScreen /> : null}
        {kind === "member" || kind === "outage" ? (
          <Suspense fallback={<p className="ui-unseen">{say("loading")}</p>}>
            <Routes>
              <Route path="/" element={<StoresScreen />} />
              <Route path="/stores/:storeId" element={<BoardScreen />} />
              <Route path="/ops/*" element={<OpsRoom />} />
              <Route path="*" element={<NothingHere />} />
            </Routes>
          </Suspense>
        ) : null}
      </main>
    </>
  );
}

function NothingHere() {
  const say = useText();
  return (
    <div className="narrow">
      <h1>{say("nothingHere")}</h1>
      <Link to="/" className="ui-link">
        {say("changeStore")}
      </Link>
    </div>
  );
}
