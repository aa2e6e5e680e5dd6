import { ApiProblem } from "@siren/web/failures";
import { localised, useLanguage } from "@siren/web/i18n";
import { part } from "@siren/web/part-of-the-page";
import { FailureNote } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { Suspense } from "react";
import { Link, Navigate, NavLink, Route, Routes, useParams } from "react-router";
import { useStores } from "../../shared/queries.ts";
import { useMember } from "../../shared/services.ts";
import "./desk.css";
import { Part } from "./desk-parts.tsx";
import { deskAt, useDraft } from "./desk-queries.ts";
import { useDeskText } from "./desk-texts.ts";
import { HoursScreen } from "./hours-screen.tsx";
import { ItemScreen } from "./item-screen.tsx";
import { LayoutScreen } from "./layout-screen.tsx";
import { MenuScreen } from "./menu-screen.tsx";
import { PricesScreen } from "./prices-screen.tsx";
import { ProfileScreen } from "./profile-screen.tsx";
import { PromotionsScreen } from "./promotions-screen.tsx";
import { PublishScreen } from "./publish-screen.tsx";
import { RefundsScreen } from "./refunds-screen.tsx";
import { StaffScreen } from "./staff-screen.tsx";

// It brings the drawing of charts with it.
const SalesScreen = part(() => import("./sales-screen.tsx"), "SalesScreen");

const parts = [
  "menu",
  "prices",
  "publish",
  "hours",
  "store",
  "promotions",
  "staff",
  "refunds",
  "sales",
] as const;

/** Money is none of ops'. */
const ofOps = parts.filter((part) => part !== "refunds" && part !== "sales");

/** Where a store's manager works, beside the board. The server refuses whoever is none; this says so in words. */
export function DeskScreen() {
  const say = useDeskText();
  const language = useLanguage();
  const { storeId = "" } = useParams();
  const stores = useStores();
  const isManager = useMember()?.roles.includes("manager") ?? false;
  const draft = useDraft(storeId);
  const store = stores.data?.find((each) => each.storeId === storeId);
  if (draft.error instanceof ApiProblem && draft.error.problem.status === 403)
    return <NotYours error={draft.error} />;
  if (draft.isPending) return <Loading />;
  const changed = draft.data?.isEdited;
  return (
    <div className="desk">
      <div className="desk-head">
        <p className="desk-store">{store ? localised(store.name, language) : storeId}</p>
        {isManager ? (
          <Link to={`/stores/${encodeURIComponent(storeId)}`} className="ui-link">
            {say("toBoard")}
          </Link>
        ) : null}
      </div>
      <nav className="desk-nav" aria-label={say("parts")}>
        {(isManager ? parts : ofOps).map((each) => (
          <NavLink key={each} to={deskAt(storeId, each)} className="desk-tab" data-testid={`desk-${each}`}>
            {say(each)}
            {each === "publish" && changed ? <span className="desk-dot" aria-hidden="true" /> : null}
          </NavLink>
        ))}
      </nav>
      <Suspense fallback={<Loading />}>
        <Routes>
          <Route index element={<Navigate to={deskAt(storeId, "menu")} replace />} />
          <Route path="menu" element={<MenuScreen storeId={storeId} />} />
          <Route path="menu/layout" element={<LayoutScreen storeId={storeId} />} />
          <Route path="menu/items/:itemId" element={<ItemScreen storeId={storeId} />} />
          <Route path="prices" element={<PricesScreen storeId={storeId} />} />
          <Route path="publish" element={<PublishScreen storeId={storeId} />} />
          <Route path="hours" element={<HoursScreen storeId={storeId} />} />
          <Route path="store" element={<ProfileScreen storeId={storeId} />} />
          <Route path="promotions" element={<PromotionsScreen storeId={storeId} />} />
          <Route path="staff" element={<StaffScreen storeId={storeId} />} />
          <Route path="refunds" element={<RefundsScreen storeId={storeId} />} />
          <Route path="sales" element={<SalesScreen storeId={storeId} />} />
          <Route path="*" element={<Navigate to={deskAt(storeId, "menu")} replace />} />
        </Routes>
      </Suspense>
    </div>
  );
}

const Loading = () => (
  <div className="desk">
    <Skeleton height="24rem" />
  </div>
);

function NotYours({ error }: { error: unknown }) {
  const say = useDeskText();
  return (
    <div className="narrow" data-testid="desk-refused">
      <Part title={say("notYours")} lead={say("notYoursLead")}>
        <FailureNote error={error} />
        <Link to="/" className="ui-link">
          {say("toStores")}
        </Link>
      </Part>
    </div>
  );
}
