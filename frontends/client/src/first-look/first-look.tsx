import type { Dictionary } from "@siren/web/i18n";
import type { ReactNode } from "react";
import { AccountIcon, CartIcon, MenuIcon, OrdersIcon } from "../app/icons.tsx";
import { menuTexts } from "../features/menu/menu-texts.ts";
import { Pin } from "../features/stores/pin.tsx";
import { storesTexts } from "../features/stores/stores-texts.ts";
import { sharedTexts } from "../shared/texts.ts";
import { WaitingScreen } from "../shared/waiting-screen.tsx";

/**
 * What stands there until the page runs, of the page's own words and sizes, so that nothing moves when it does. In both
 * languages: index.html's first script says which one is shown. Nobody reads it out, and nothing of it can be pressed.
 */
export function FirstLook({ base }: { base: string }) {
  return (
    <div className="first-look" aria-hidden="true" inert>
      <div className="top">
        <span className="brand">
          <img src={`${base}icon.svg`} alt="" width="30" height="30" fetchPriority="low" />
          {inBoth(sharedTexts, "brand")}
        </span>
        <div className="tabs">
          <Tab icon={<MenuIcon />}>{inBoth(sharedTexts, "menu")}</Tab>
          <Tab icon={<CartIcon />}>{inBoth(sharedTexts, "cart")}</Tab>
          <Tab icon={<OrdersIcon />}>{inBoth(sharedTexts, "orders")}</Tab>
          <Tab icon={<AccountIcon />}>{inBoth(sharedTexts, "account")}</Tab>
        </div>
        <span className="language">
          <span data-in="ko">English</span>
          <span data-in="en">한국어</span>
        </span>
      </div>
      <div className="first-stores">
        <div className="screen">
          <div className="screen-head">
            <div>
              <p className="first-title">{inBoth(storesTexts, "pickStore")}</p>
              <p className="soft">{inBoth(storesTexts, "pickStoreLead")}</p>
            </div>
          </div>
          <div className="near">
            <span className="ui-button" data-look="quiet">
              <Pin />
              {inBoth(storesTexts, "nearMe")}
            </span>
          </div>
          <div className="store-list">
            <span className="ui-skeleton" />
            <span className="ui-skeleton" />
            <span className="ui-skeleton" />
          </div>
        </div>
      </div>
      <div className="first-menu">
        <div className="screen">
          <div className="screen-head">
            <div>
              <p className="first-title">{inBoth(menuTexts, "whatToday")}</p>
              <p className="soft">{inBoth(menuTexts, "changeStore")}</p>
            </div>
          </div>
          <span className="ui-skeleton" />
          <div className="first-cards">
            <span className="ui-skeleton" />
            <span className="ui-skeleton" />
            <span className="ui-skeleton" />
            <span className="ui-skeleton" />
          </div>
        </div>
      </div>
      <div className="first-other">
        <WaitingScreen />
      </div>
    </div>
  );
}

/** A link without an address looks like the page's and leads nowhere. */
const Tab = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  // biome-ignore lint/a11y/useValidAnchor: the page's own links take its place
  <a>
    {icon}
    {children}
  </a>
);

function inBoth<D extends Dictionary>(words: D, key: keyof D & string) {
  const [ko, en] = words[key] ?? [key, key];
  return (
    <>
      <span data-in="ko">{ko}</span>
      <span data-in="en">{en}</span>
    </>
  );
}
