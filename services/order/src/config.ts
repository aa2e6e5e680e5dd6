import { baseConfig } from "@siren/chassis/base-config";
import { ConfigFault, readConfig } from "@siren/chassis/config";
import { integer, setting, text } from "@siren/chassis/settings";
import { storeSettings } from "@siren/store/service-store";
import { type VapidPair, vapidPairOf } from "./push/vapid.ts";

const minuteMs = 60_000;
const wait = (key: string, about: string, defaultMs: number) =>
  integer(key, { about, default: defaultMs, min: 10, max: 24 * 60 * minuteMs });

function originOf(given: string): string {
  const url = URL.parse(given);
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== given)
    throw new Error("must be an origin like http://127.0.0.1:9999");
  return given;
}

export function orderConfig(env: NodeJS.ProcessEnv = process.env) {
  const config = readConfig(
    {
      ...baseConfig,
      ...storeSettings("orders"),
      holdTimeoutMs: wait("HOLD_TIMEOUT_MS", "how long member may take to answer for a hold", 800),
      couponTimeoutMs: wait("COUPON_TIMEOUT_MS", "how long member may take to answer for a coupon", 400),
      voidTimeoutMs: wait("VOID_TIMEOUT_MS", "how long barista may take to answer for a void", 800),
      holdResumeMs: wait("HOLD_RESUME_MS", "when the timer takes over from whoever asked for a hold", 2_000),
      holdAgainMs: wait("HOLD_AGAIN_MS", "the pause between the timer's own questions for a hold", 3_000),
      holdAnswerMs: wait("HOLD_ANSWER_MS", "after how long without an answer an order is given up", minuteMs),
      storeAckMs: wait("STORE_ACK_MS", "how long a store may leave an order unaccepted", 10 * minuteMs),
      cancelAgainMs: wait("CANCEL_AGAIN_MS", "the pause before a store is asked again for a cancel", 3_000),
      oopsWindowMs: integer("OOPS_WINDOW_MS", {
        about: "how long an order can be called off before a store that is busy sees it",
        ...{ default: 10_000, min: 0, max: 10 * minuteMs },
      }),
      pickUpAtMostMs: wait(
        "PICK_UP_AT_MOST_MS",
        "how far ahead a pick-up may be ordered",
        24 * 60 * minuteMs,
      ),
      guestMost_krw: integer("GUEST_MOST_KRW", {
        about: "what a guest may order for at most, in won",
        ...{ default: 30_000, min: 0, max: 1_000_000 },
      }),
      guestsPerStore: integer("GUESTS_PER_STORE", {
        about: "how many open orders of guests a store takes",
        ...{ default: 30, min: 0, max: 10_000 },
      }),
      guestsPerAddress: integer("GUESTS_PER_ADDRESS", {
        about: "how many of those come from one address; a cafe's guests share its one",
        ...{ default: 10, min: 0, max: 10_000 },
      }),
      moveAgainMs: wait("MOVE_AGAIN_MS", "the pause before a store is asked again to let an order go", 3_000),
      captureAlarmMs: wait(
        "CAPTURE_ALARM_MS",
        "after how long somebody is called because member has not taken what it was told to",
        5 * minuteMs,
      ),
      pushAfterMs: wait(
        "PUSH_AFTER_MS",
        "after how long a READY that no page has shown is told by Web Push",
        4_000,
      ),
      pushContact: text("PUSH_CONTACT", {
        about: "whom push services may write to about what we send: mailto: or https:",
        default: "mailto:push@siren.example",
        pattern: /^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/,
      }),
      vapidPair: setting<VapidPair | undefined>(
        "VAPID_PRIVATE_KEY",
        {
          about: "the key that push services know us by, 32 bytes in base64url; made and kept when left out",
          ...{ default: undefined, secret: true },
        },
        vapidPairOf,
      ),
      pushTestOrigin: setting<string | undefined>(
        "PUSH_TEST_ORIGIN",
        {
          about: "a push service that is taken beside the known ones, also over http: never in production",
          default: undefined,
        },
        originOf,
      ),
      storeAckAgainMs: wait("STORE_ACK_AGAIN_MS", "the pause before a late store is asked again", 5_000),
    },
    env,
  );
  if (config.isProduction && config.pushTestOrigin !== undefined)
    throw new ConfigFault(["PUSH_TEST_ORIGIN is for tests: production does not start with it"]);
  return config;
}

export type OrderConfig = ReturnType<typeof orderConfig>;
